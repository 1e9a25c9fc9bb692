import type { SnapshotHeader } from './header.ts';

/** Where the records of an array stand in a file, in bytes: what is between its brackets. */
export interface Body {
  readonly start: number;
  /** Position of the closing bracket. */
  readonly end: number;
}

/** Where the two large arrays stand. */
export interface Bodies {
  readonly nodes: Body;
  readonly edges: Body;
}

/** Gives `length` bytes of the file from `position` on; fewer at its end. */
export type ReadAt = (position: number, length: number) => Buffer;

/** Holds some lines of either array, and takes one system call. */
const PROBE_BYTES = 1024;
/** Bisection ends here; the rest is searched. */
const WINDOW_BYTES = 65536;
const BETWEEN = Buffer.from('\n],\n"edges":[');

/**
 * Finds the nodes and the edges of a snapshot in V8's own layout, a record a line, by bisection: how many numbers a
 * line has tells what it is part of. What is found is a guess that reading has to confirm.
 *
 * @param start - Position after the opening bracket of the nodes.
 * @returns undefined when the layout is another one.
 */
export function findBodies(
  readAt: ReadAt,
  fileBytes: number,
  start: number,
  { nodeFields, edgeFields }: SnapshotHeader,
): Bodies | undefined {
  if (nodeFields.length === edgeFields.length) return undefined;
  const lastOf = (from: number, numbersInLine: number): number => {
    let low = from;
    let high = fileBytes;
    while (high - low > WINDOW_BYTES) {
      const middle = Math.floor((low + high) / 2);
      if (countInLine(readAt(middle, PROBE_BYTES)) === numbersInLine) low = middle;
      else high = middle;
    }
    return low;
  };
  const find = (from: number, text: Buffer): number => {
    const at = readAt(from, WINDOW_BYTES + PROBE_BYTES).indexOf(text);
    return at < 0 ? -1 : from + at;
  };
  const nodesEnd = find(lastOf(start, nodeFields.length), BETWEEN) + 1;
  if (nodesEnd <= start) return undefined;
  const edgesStart = nodesEnd - 1 + BETWEEN.length;
  const edgesEnd = find(lastOf(edgesStart, edgeFields.length), BETWEEN.subarray(0, 2)) + 1;
  if (edgesEnd <= edgesStart) return undefined;
  return { nodes: { start, end: nodesEnd }, edges: { start: edgesStart, end: edgesEnd } };
}

/** How many numbers stand in the first whole line; 0 when it holds anything else. */
function countInLine(bytes: Buffer): number {
  const start = bytes.indexOf(0x0a) + 1;
  const end = bytes.indexOf(0x0a, start);
  if (start === 0 || end < 0) return 0;
  const line = bytes.toString('latin1', start, end);
  return /^,\d+(,\d+)*$/.test(line) ? line.split(',').length - 1 : 0;
}
