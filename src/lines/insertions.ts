import type { Findings } from './walk/find-sites.ts';
import type { Site } from './walk/sites.ts';

/** What happens at an offset of a source. */
export type Insertion =
  /** Text is put in; empty where the offset needs a mapping of its own. */
  | { readonly kind: 'text' | 'exact function'; readonly at: number; readonly text: string }
  /** The text of a site starts in place: `text` opens its arrow function, this many characters behind its start. */
  | { readonly kind: 'arrow'; readonly at: number; readonly text: string; readonly site: OpenedSite }
  /** It starts in a function at the end of the file, behind `head`; `text` opens the call. */
  | {
      readonly kind: 'apart';
      readonly at: number;
      readonly text: string;
      readonly site: OpenedSite;
      readonly head: string;
    }
  | { readonly kind: 'end of apart'; readonly at: number; readonly text: string }
  /** A site starts of which only the parts stay. */
  | { readonly kind: 'lift'; readonly at: number; readonly text: string; readonly site: Site }
  | { readonly kind: 'part' | 'end of part' | 'end of lift'; readonly at: number; readonly text: string };

/** A site that starts. */
export interface OpenedSite {
  readonly site: Site;
  /** Where in the inserted text, or in its head, its function starts. */
  readonly functionShift: number;
}

/** The insertions that turn every site into a call of its own arrow function, in the order of the text. */
export function* listInsertions(source: string, findings: Findings, prefix: string): Generator<Insertion> {
  const { opening, closing, functionStarts, exactStarts, texts, missingSemicolons } = findings;
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
    else {
      starts++;
      yield { kind: exactStarts.has(at) ? 'exact function' : 'text', at, text: '' };
    }
  }
}

function insertion(at: number, text: string): Insertion {
  return { kind: 'text', at, text };
}

function openSite(source: string, site: Site, newName: () => string): Insertion {
  const { start: at, parameters, assigned, apart, lift, part } = site;
  if (part !== undefined) return { kind: 'part', at, text: part.before };
  // `return[1]` needs no space, `return f()` does.
  const gap = /[\w$\u0080-\uffff]/.test(source[at - 1] ?? '') ? ' ' : '';
  if (lift !== undefined) return { kind: 'lift', at, text: gap, site };
  const assignment = assigned === undefined ? '' : `${assigned}=`;
  if (apart === undefined) {
    const text = `${assignment}((${parameters.join()})=>(${nameText(site)}`;
    const functionShift = assignment.length + 1;
    return { kind: 'arrow', at, text, site: { site, functionShift } };
  }
  const name = newName();
  const values = apart.usesThis ? ['this', ...parameters] : parameters;
  const text = `${gap}${assignment}${name}${apart.usesThis ? '.call' : ''}(${values.join()}`;
  const directive = apart.isStrict ? '"use strict";' : '';
  const head = `function ${name}(${parameters.join()}){${directive}return (${nameText(site)}`;
  return { kind: 'apart', at, text, site: { site, functionShift: head.indexOf('(') }, head };
}

function closeSite(site: Site): Insertion {
  const { end: at, name, parameters, apart, lift, part, wrap } = site;
  if (part !== undefined) return { kind: 'end of part', at, text: part.after };
  if (lift !== undefined) return { kind: 'end of lift', at, text: lift.close };
  const taken = name === undefined ? (wrap?.after ?? '') : `}[${JSON.stringify(name)}]`;
  if (apart !== undefined) return { kind: 'end of apart', at, text: `${taken})}` };
  return { kind: 'text', at, text: `${taken}))(${parameters.join()})` };
}

/** A start for names that the source does not use. */
export function unusedPrefix(source: string): string {
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
