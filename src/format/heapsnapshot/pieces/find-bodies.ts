import type { SnapshotHeader } from '../header.ts';

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

/** Holds some dozens of records, and takes one system call. */
const PROBE_BYTES = 1024;
/** Bisection ends here; the rest is searched. */
const WINDOW_BYTES = 65536;
const BETWEEN = '],\n"edges":[';

/**
 * Finds the nodes and the edges of a snapshot as V8 writes it, by bisection: what numbers repeat tells what they are
 * part of. What is found is a guess that reading has to confirm.
 *
 * @param start - Position after the opening bracket of the nodes.
 * @returns undefined when the layout is another one.
 */
export function findBodies(
  readAt: ReadAt,
  fileBytes: number,
  start: number,
  header: SnapshotHeader,
): Bodies | undefined {
  const lastOf = (from: number, part: Part): number => {
    let low = from;
    let high = fileBytes;
    while (high - low > WINDOW_BYTES) {
      const middle = Math.floor((low + high) / 2);
      if (partOf(readAt(middle, PROBE_BYTES).toString('latin1'), header) === part) low = middle;
      else high = middle;
    }
    return low;
  };
  const find = (from: number, text: string): number | undefined => {
    const at = readAt(from, WINDOW_BYTES + PROBE_BYTES).indexOf(text);
    return at < 0 ? undefined : from + at;
  };
  const nodesEnd = find(lastOf(start, 'nodes'), BETWEEN);
  if (nodesEnd === undefined || nodesEnd === start) return undefined;
  const edgesStart = nodesEnd + BETWEEN.length;
  const edgesEnd = find(lastOf(edgesStart, 'edges'), ']');
  if (edgesEnd === undefined || edgesEnd === edgesStart) return undefined;
  return { nodes: { start, end: nodesEnd }, edges: { start: edgesStart, end: edgesEnd } };
}

type Part = 'nodes' | 'edges' | 'other';

/** What the text in the middle of a file is part of. */
function partOf(text: string, { nodeFields, edgeFields, locationFields }: SnapshotHeader): Part {
  if (!/^[\d,\n]+$/.test(text)) return 'other';
  const numbers = text.split(',').slice(1, -1).map(Number);
  const nodeLength = nodeFields.length;
  if (hasIndexEvery(edgeFields.length, numbers, nodeLength)) return 'edges';
  // They tell the node they belong to as well.
  return hasIndexEvery(locationFields.length, numbers, nodeLength) ? 'other' : 'nodes';
}

/** Whether one number of each record is the index of a node. */
function hasIndexEvery(recordLength: number, numbers: readonly number[], nodeLength: number): boolean {
  for (let at = 0; at < recordLength; at++)
    if (numbers.every((number, place) => place % recordLength !== at || number % nodeLength === 0))
      return true;
  return false;
}
