import { type EdgeLabel, labelEdge, labelKey } from './edge-labels.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** How a program gets at an object: `global.cache[…].items`, shortened. */
export interface AccessPath {
  /** `global`, the file of a variable, a root's name; empty when nothing but weak references lead there. */
  readonly start: string;
  /** Properties, variables and the like on the way, V8's own hops left out. */
  readonly hops: readonly EdgeLabel[];
  /** Whether hops between `start` and the first of `hops` were left out. */
  readonly isCut: boolean;
}

const MAX_HOPS = 6;

/** Describes the shortest way from a root to the object; equal hops in a row, as in lists, are one. */
export function accessPath(heap: ViewedHeap, node: number): AccessPath {
  const { graph, places } = heap;
  let start = '';
  let hops: EdgeLabel[] = [];
  let file = '';
  for (const { from, edge } of graph.retainingPaths.pathTo(node) ?? []) {
    const label = labelEdge(heap, edge);
    if (graph.nodeType[from] === graph.nodeTypes.closure) file = places.describe(from).place?.file ?? file;
    if (label.kind === 'variable') {
      start = file;
      hops = [label];
    } else if (heap.globals.has(from)) {
      start = 'global';
      hops = label.kind === 'property' ? [label] : [];
    } else if (label.kind !== 'internal') {
      if (hops.length === 0 || labelKey(hops.at(-1)!) !== labelKey(label)) hops.push(label);
    } else if (graph.nodeType[from] === graph.nodeTypes.synthetic && from !== graph.root) {
      start = graph.rawNameOf(from);
    }
  }
  return { start, hops: hops.slice(-MAX_HOPS), isCut: hops.length > MAX_HOPS };
}
