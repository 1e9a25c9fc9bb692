import type { Site, Sites } from './find-sites.ts';

/** Text to put into a source, or, where the text is empty, an offset that needs a mapping of its own. */
export interface Insertion {
  /** Offset in the source. */
  readonly at: number;
  readonly text: string;
  /** The site whose arrow function starts `siteShift` characters into the text. */
  readonly site: Site | undefined;
}

/** Where the arrow function starts in the text that opens a site. V8 reports this place. */
export const ARROW_SHIFT = 1;

/** The insertions that turn every site into a call of its own arrow function, in the order of the text. */
export function listInsertions(
  source: string,
  sites: Sites,
  missingSemicolons: readonly number[],
): Insertion[] {
  const opening = sites.opening.filter((site) => site !== undefined);
  const { closing, functionStarts } = sites;
  const insertions: Insertion[] = [];
  let opened = 0;
  let closed = 0;
  let semicolon = 0;
  let starts = 0;
  while (true) {
    const openAt = opening[opened]?.start ?? Infinity;
    const closeAt = closing[closed]?.end ?? Infinity;
    const semicolonAt = missingSemicolons[semicolon] ?? Infinity;
    const startAt = functionStarts[starts] ?? Infinity;
    const at = Math.min(openAt, closeAt, semicolonAt, startAt);
    if (at === Infinity) return insertions;
    // At one offset: what ends there first, then the end of the statement, then what begins.
    if (closeAt === at) insertions.push({ at, text: closeText(closing[closed++]), site: undefined });
    else if (semicolonAt === at) {
      semicolon++;
      const follows = opening[opened];
      // Text that now starts or ends with a parenthesis would run into its neighbour without one.
      if (closing[closed - 1]?.end === at || (follows && isBlank(source, at, follows.start))) {
        insertions.push({ at, text: ';', site: undefined });
      }
    } else if (openAt === at)
      insertions.push({ at, text: openText(opening[opened]), site: opening[opened++] });
    else insertions.push({ at: functionStarts[starts++], text: '', site: undefined });
  }
}

/** A name is given by putting the function into an object under that name and taking it out again. */
function openText(site: Site): string {
  if (site.name === undefined) return '(()=>(';
  const key = JSON.stringify(site.name);
  return site.name === '__proto__' ? `(()=>({[${key}]:` : `(()=>({${key}:`;
}

function closeText(site: Site): string {
  return site.name === undefined ? '))()' : `})[${JSON.stringify(site.name)}])()`;
}

const LONG_COMMENT = 4096;

/** Whether nothing but white space and comments stands between two offsets. */
function isBlank(source: string, start: number, end: number): boolean {
  if (end - start > LONG_COMMENT) return true;
  return /^(\s|\/\/.*|\/\*[^]*?\*\/)*$/.test(source.slice(start, end));
}
