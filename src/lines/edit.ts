import { lineStarts } from './line-starts.ts';
import type { Insertion } from './insertions.ts';

/** Generated column, source 0, original line, original column; all 0-based, as in a decoded source map. */
export type Segment = [number, number, number, number];

/** A source with insertions made. Insertions hold no line breaks, so every line keeps its number. */
export interface Edited {
  readonly code: string;
  /** For each line, its mappings, by generated column. */
  readonly segments: readonly Segment[][];
  /** Those of the segments that map the arrow function of a site, not the program's text. */
  readonly siteSegments: ReadonlySet<Segment>;
  /** For each site: generated line and column (1-based), of its arrow function. */
  readonly sitePositions: readonly number[];
}

/**
 * Node prints the line an uncaught error was thrown on, unless it holds this text. A line that was edited
 * must not be printed as it is; fatal.ts prints the program's own.
 */
const HIDE_LINE = '/*node-do-not-add-exception-line*/';

/**
 * Makes the insertions and notes where everything went.
 *
 * @param hideLines - Keep Node from printing edited lines above an uncaught error.
 */
export function edit(source: string, insertions: readonly Insertion[], hideLines: boolean): Edited {
  const starts = lineStarts(source);
  const segments: Segment[][] = [[[0, 0, 0, 0]]];
  const siteSegments = new Set<Segment>();
  const sitePositions: number[] = [];
  let code = '';
  let copied = 0;
  let line = 0;
  let isHidden = false;
  // Generated column minus original column.
  let shift = 0;
  for (const { at, text, site, arrowShift } of insertions) {
    while (line + 1 < starts.length && starts[line + 1] <= at) {
      line++;
      segments.push([[0, 0, line, 0]]);
      shift = 0;
      isHidden = false;
    }
    const column = at - starts[line];
    code += source.slice(copied, at);
    copied = at;
    if (site !== undefined) {
      const generated = column + shift + arrowShift;
      const original = lineOf(starts, site.position, line);
      const segment: Segment = [generated, 0, original, site.position - starts[original]];
      segments[line].push(segment);
      siteSegments.add(segment);
      sitePositions.push(line + 1, generated + 1);
    }
    const hides: boolean = hideLines && !isHidden && text !== '';
    const inserted = hides ? withComment(text) : text;
    isHidden ||= hides;
    code += inserted;
    shift += inserted.length;
    segments[line].push([column + shift, 0, line, column]);
  }
  for (line++; line < starts.length; line++) segments.push([[0, 0, line, 0]]);
  return { code: code + source.slice(copied), segments, siteSegments, sitePositions };
}

/** The comment goes after the arrow, so that it moves no arrow, or after a text that closes. */
function withComment(text: string): string {
  const arrow = text.indexOf('=>');
  return arrow === -1 ? text + HIDE_LINE : text.slice(0, arrow + 2) + HIDE_LINE + text.slice(arrow + 2);
}

/** The line of an offset at or after the start of `from`; sites span few lines. */
function lineOf(starts: Uint32Array | number[], offset: number, from: number): number {
  let line = from;
  while (line + 1 < starts.length && starts[line + 1] <= offset) line++;
  return line;
}
