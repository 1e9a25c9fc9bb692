import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { LineMap } from './line-map.ts';
import { lastAtOrBefore } from './line-starts.ts';

/** Whether two offsets of a source stand on one line of what it was made from. */
export type IsOneLine = (from: number, to: number) => boolean;

/**
 * @param starts - Offsets of the lines of the source.
 * @param input - The source's own map, if it was made from something: what compiles TypeScript leaves no
 *   line breaks where they were.
 */
export function originalLines(starts: readonly number[], input: LineMap | undefined): IsOneLine {
  if (input === undefined) return (from, to) => lastAtOrBefore(starts, from) === lastAtOrBefore(starts, to);
  const map = new TraceMap(input as never);
  const lineOf = (offset: number) => {
    const line = lastAtOrBefore(starts, offset);
    return originalPositionFor(map, { line: line + 1, column: offset - starts[line] }).line;
  };
  return (from, to) => lineOf(from) === lineOf(to);
}
