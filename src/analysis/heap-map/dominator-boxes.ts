import { topObjects } from '../views/dominators.ts';
import type { ViewedHeap } from '../views/viewed-heap.ts';
import type { ObjectLister } from './object-lister.ts';
import type { MapBox } from './results.ts';
import { split } from './split-box.ts';

/** Nobody looks deeper; each link of a list dominates the next, and would take all boxes there are. */
const MOST_LEVELS = 40;
/** A box is opened from this share of the heap on. */
const MIN_OPEN_SHARE = 0.001;

/** A box that has not been looked into yet. */
interface ClosedBox {
  readonly place: number;
  /** Ordinals of the object, or of all objects of a group. */
  readonly nodes: Uint32Array;
  readonly size: number;
  readonly level: number;
}

/**
 * Cuts the dominator tree to boxes in boxes, the largest opened first, until there are enough of them. A group is
 * opened as one: in it is what its objects dominate, taken together.
 */
export function dominatorBoxes(heap: ViewedHeap, lister: ObjectLister, mostBoxes: number): MapBox[] {
  const tops = topObjects(heap);
  const boxes: MapBox[] = [
    { parent: -1, kind: 'heap', name: '', count: 1, size: heap.totalSize, objects: [] },
  ];
  const closed = [...fill(heap, lister, boxes, { place: 0, size: heap.totalSize, level: 0 }, tops)];
  while (boxes.length < mostBoxes) {
    const next = takeLargest(closed);
    if (next === undefined || next.size < heap.totalSize * MIN_OPEN_SHARE) break;
    const parts = partsOf(heap, next.nodes);
    if (parts.length > 0) closed.push(...fill(heap, lister, boxes, next, parts));
  }
  return boxes;
}

/** Puts boxes into a box. @returns Those that can be opened in turn. */
function fill(
  heap: ViewedHeap,
  lister: ObjectLister,
  boxes: MapBox[],
  { place, size: whole, level }: Omit<ClosedBox, 'nodes'>,
  parts: Uint32Array,
): ClosedBox[] {
  const { contents, other } = split(heap, parts, whole);
  const closed = contents.map(({ kind, name, nodes, size, largest }): ClosedBox => {
    const objects = largest.map((node) => lister.add(node));
    const at = boxes.push({ parent: place, kind, name, count: nodes.length, size, objects }) - 1;
    return { place: at, nodes, size, level: level + 1 };
  });
  if (other.size > 0) boxes.push({ parent: place, kind: 'other', name: '', ...other, objects: [] });
  // What is not in the parts are the objects themselves, with the stores that they alone own.
  const self = whole - parts.reduce((sum, node) => sum + heap.graph.retainedSize[node], 0);
  if (self > 0) boxes.push({ parent: place, kind: 'self', name: '', count: 1, size: self, objects: [] });
  return closed.filter((box) => box.level < MOST_LEVELS);
}

function partsOf(heap: ViewedHeap, nodes: Uint32Array): Uint32Array {
  if (nodes.length === 1) return heap.partsOf(nodes[0]);
  const all: number[] = [];
  for (const node of nodes) for (const part of heap.partsOf(node)) all.push(part);
  return Uint32Array.from(all).toSorted();
}

function takeLargest(closed: ClosedBox[]): ClosedBox | undefined {
  let best = 0;
  for (let i = 1; i < closed.length; i++) if (closed[i].size > closed[best].size) best = i;
  return closed.splice(best, 1)[0];
}
