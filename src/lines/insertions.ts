import type { Findings } from './walk/find-sites.ts';
import type { Site } from './walk/sites.ts';

/** What happens at an offset of a source. */
export interface Insertion {
  /** Offset in the source. */
  readonly at: number;
  /** Text to put in; empty where the offset needs a mapping of its own. */
  readonly text: string;
  readonly opens: OpenedSite | undefined;
  /** What was opened last and goes to the end of the file ends here. */
  readonly closes: boolean;
}

/** A site that starts. */
export interface OpenedSite {
  readonly site: Site;
  /** Where in the inserted text its arrow function starts; in `head`, where it has one. */
  readonly functionShift: number;
  /** What comes before its text in the function at the end of the file, if it is made into one. */
  readonly head: string | undefined;
}

/** The insertions that turn every site into a call of its own arrow function, in the order of the text. */
export function* listInsertions(source: string, findings: Findings): Generator<Insertion> {
  const { opening, closing, functionStarts, texts, missingSemicolons } = findings;
  const prefix = unusedPrefix(source);
  let names = 0;
  let opened = 0;
  let closed = 0;
  let semicolon = 0;
  let starts = 0;
  let written = 0;
  while (true) {
    const openAt = opening[opened]?.start ?? Infinity;
    const closeAt = closing[closed]?.end ?? Infinity;
    const semicolonAt = missingSemicolons[semicolon] ?? Infinity;
    const startAt = functionStarts[starts] ?? Infinity;
    const textAt = texts[written]?.at ?? Infinity;
    const at = Math.min(openAt, closeAt, semicolonAt, startAt, textAt);
    if (at === Infinity) return;
    // At one offset: what ends there first, then the end of the statement, then what begins.
    if (textAt === at) yield insertion(at, texts[written++].text);
    else if (closeAt === at) yield closeSite(closing[closed++]);
    else if (semicolonAt === at) {
      semicolon++;
      const follows = opening[opened];
      // Text that now starts or ends with a parenthesis would run into its neighbour without one.
      if (closing[closed - 1]?.end === at || (follows && isBlank(source, at, follows.start))) {
        yield insertion(at, ';');
      }
    } else if (openAt === at) yield openSite(source, opening[opened++], () => prefix + ++names);
    else yield insertion(functionStarts[starts++], '');
  }
}

function insertion(at: number, text: string): Insertion {
  return { at, text, opens: undefined, closes: false };
}

function openSite(source: string, site: Site, newName: () => string): Insertion {
  const { start: at, parameters, assigned, apart } = site;
  const assignment = assigned === undefined ? '' : `${assigned}=`;
  if (apart === undefined) {
    const text = `${assignment}((${parameters.join()})=>(${nameText(site)}`;
    const functionShift = assignment.length + 1;
    return { at, text, opens: { site, functionShift, head: undefined }, closes: false };
  }
  const name = newName();
  const values = apart.usesThis ? ['this', ...parameters] : parameters;
  // `return[1]` needs no space, `return f()` does.
  const gap = /[\w$\u0080-\uffff]/.test(source[at - 1] ?? '') ? ' ' : '';
  const text = `${gap}${assignment}${name}${apart.usesThis ? '.call' : ''}(${values.join()}`;
  const directive = apart.isStrict ? '"use strict";' : '';
  const head = `function ${name}(${parameters.join()}){${directive}return (${nameText(site)}`;
  return { at, text, opens: { site, functionShift: head.indexOf('('), head }, closes: false };
}

function closeSite(site: Site): Insertion {
  const { end: at, name, parameters, apart } = site;
  const taken = name === undefined ? '' : `}[${JSON.stringify(name)}]`;
  const isApart = apart !== undefined;
  const text = isApart ? `${taken})}` : `${taken}))(${parameters.join()})`;
  return { at, text, opens: undefined, closes: isApart };
}

/** A start for names that the source does not use. */
function unusedPrefix(source: string): string {
  let prefix = '$m';
  while (source.includes(prefix)) prefix += '_';
  return prefix;
}

/** A name is given by putting the function into an object under that name and taking it out again. */
function nameText({ name }: Site): string {
  if (name === undefined) return '';
  // In quotes but not in brackets, this one name would set the prototype.
  return name === '__proto__' ? `{["__proto__"]:` : `{${JSON.stringify(name)}:`;
}

const LONG_COMMENT = 4096;

/** Whether nothing but white space and comments stands between two offsets. */
function isBlank(source: string, start: number, end: number): boolean {
  if (end - start > LONG_COMMENT) return true;
  return /^(\s|\/\/.*|\/\*[^]*?\*\/)*$/.test(source.slice(start, end));
}
