import type { Site, Sites } from './site-walk.ts';

/** Text to put into a source, or, where the text is empty, an offset that needs a mapping of its own. */
export interface Insertion {
  /** Offset in the source. */
  readonly at: number;
  readonly text: string;
  /** The site whose arrow function starts `arrowShift` characters into the text. */
  readonly site: Site | undefined;
  readonly arrowShift: number;
}

/** The insertions that turn every site into a call of its own arrow function, in the order of the text. */
export function listInsertions(
  source: string,
  sites: Sites,
  missingSemicolons: readonly number[],
): Insertion[] {
  const { opening, closing, functionStarts } = sites;
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
    if (closeAt === at) insertions.push(insertion(at, closeText(closing[closed++])));
    else if (semicolonAt === at) {
      semicolon++;
      const follows = opening[opened];
      // Text that now starts or ends with a parenthesis would run into its neighbour without one.
      if (closing[closed - 1]?.end === at || (follows && isBlank(source, at, follows.start))) {
        insertions.push(insertion(at, ';'));
      }
    } else if (openAt === at) insertions.push(openSite(opening[opened++]));
    else insertions.push(insertion(functionStarts[starts++], ''));
  }
}

function insertion(at: number, text: string): Insertion {
  return { at, text, site: undefined, arrowShift: 0 };
}

function openSite(site: Site): Insertion {
  const assignment = site.assigned === undefined ? '' : `${site.assigned}=`;
  const text = `${assignment}((${site.parameters.join()})=>(${nameText(site)}`;
  return { at: site.start, text, site, arrowShift: assignment.length + 1 };
}

/** A name is given by putting the function into an object under that name and taking it out again. */
function nameText({ name }: Site): string {
  if (name === undefined) return '';
  // In quotes but not in brackets, this one name would set the prototype.
  return name === '__proto__' ? `{["__proto__"]:` : `{${JSON.stringify(name)}:`;
}

function closeText({ name, parameters }: Site): string {
  const taken = name === undefined ? '' : `}[${JSON.stringify(name)}]`;
  return `${taken}))(${parameters.join()})`;
}

const LONG_COMMENT = 4096;

/** Whether nothing but white space and comments stands between two offsets. */
function isBlank(source: string, start: number, end: number): boolean {
  if (end - start > LONG_COMMENT) return true;
  return /^(\s|\/\/.*|\/\*[^]*?\*\/)*$/.test(source.slice(start, end));
}
