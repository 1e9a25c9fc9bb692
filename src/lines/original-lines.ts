import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { LineMap } from './line-map.ts';
import { lineStarts } from './line-starts.ts';

/** Whether two offsets of a source stand on one line of what it was made from. */
export type IsOneLine = (from: number, to: number) => boolean;

/**
 * @param input - The source's own map, if it was made from something: what compiles TypeScript leaves no
 *   line breaks where they were.
 */
export function originalLines(source: string, input: LineMap | undefined): IsOneLine {
  if (input === undefined) return (from, to) => !source.slice(from, to).includes('\n');
  const map = new TraceMap(input as never);
  const starts = lineStarts(source);
  const lineOf = (offset: number) => {
    const line = lastAtOrBefore(starts, offset);
    return originalPositionFor(map, { line: line + 1, column: offset - starts[line] }).line;
  };
  return (from, to) => lineOf(from) === lineOf(to);
}

/** The index of the last of some ascending numbers that is not above a limit. */
function lastAtOrBefore(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (ascending[middle] <= limit) low = middle;
    else high = middle - 1;
  }
  return low;
}
