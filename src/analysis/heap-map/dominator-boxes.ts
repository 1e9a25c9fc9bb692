import { countConstructors } from '../views/constructor-counts.ts';
import { topObjects } from '../views/dominators.ts';
import { Largest } from '../views/largest.ts';
import { clip, type ViewedHeap } from '../views/viewed-heap.ts';
import type { ObjectLister } from './object-lister.ts';
import type { MapBox } from './results.ts';

/** Boxes in all; the largest are opened first. */
const MOST_BOXES = 1600;
/** Objects shown for themselves in one box, groups of others, and objects named of a group. */
const MOST_OBJECTS = 14;
const MOST_GROUPS = 8;
const MOST_MEMBERS = 5;
/** An object is shown for itself from this share of the box around it on, */
const MIN_SHARE = 0.01;
/** and opened from this share of the heap on. */
const MIN_OPEN_SHARE = 0.0005;

interface OpenBox {
  readonly place: number;
  readonly node: number;
  readonly size: number;
}

/** Cuts the dominator tree to boxes in boxes, the largest opened first, until there are enough of them. */
export function dominatorBoxes(heap: ViewedHeap, lister: ObjectLister): MapBox[] {
  const { retainedSize } = heap.graph;
  const boxes: MapBox[] = [
    { parent: -1, kind: 'heap', name: '', count: 1, size: heap.totalSize, objects: [] },
  ];
  const open: OpenBox[] = [];
  const fill = (place: number, nodes: Uint32Array, selfSize: number): void => {
    const parts = split(heap, nodes, boxes[place].size);
    for (const node of parts.shown) {
      const size = retainedSize[node];
      const name = heap.ref(node).name || heap.constructorName(node);
      const box = {
        parent: place,
        kind: 'object',
        name,
        count: 1,
        size,
        objects: [lister.add(node)],
      } as const;
      open.push({ place: boxes.push(box) - 1, node, size });
    }
    for (const { name, count, size, members } of parts.groups) {
      const objects = members.map((node) => lister.add(node));
      boxes.push({ parent: place, kind: 'group', name, count, size, objects });
    }
    const { count, size } = parts.other;
    if (size > 0) boxes.push({ parent: place, kind: 'other', name: '', count, size, objects: [] });
    if (selfSize > 0)
      boxes.push({ parent: place, kind: 'self', name: '', count: 1, size: selfSize, objects: [] });
  };
  const tops = topObjects(heap);
  fill(0, tops, heap.totalSize - tops.reduce((sum, node) => sum + retainedSize[node], 0));
  while (boxes.length < MOST_BOXES) {
    const next = takeLargest(open);
    if (next === undefined || next.size < heap.totalSize * MIN_OPEN_SHARE) break;
    const parts = heap.partsOf(next.node);
    // What is not in the parts is the object's own, with the stores that it alone owns.
    const self = next.size - parts.reduce((sum, node) => sum + retainedSize[node], 0);
    if (parts.length > 0) fill(next.place, parts, self);
  }
  return boxes;
}

function takeLargest(open: OpenBox[]): OpenBox | undefined {
  let best = 0;
  for (let i = 1; i < open.length; i++) if (open[i].size > open[best].size) best = i;
  return open.splice(best, 1)[0];
}

/** Parts a box's contents: large objects, groups by constructor, and the rest. */
function split(heap: ViewedHeap, nodes: Uint32Array, boxSize: number) {
  const { retainedSize } = heap.graph;
  const largest = new Largest(MOST_OBJECTS, (node) => retainedSize[node]);
  for (const node of nodes) largest.offer(node);
  const shown = largest.nodes.filter((node) => retainedSize[node] >= boxSize * MIN_SHARE);
  const isShown = new Set(shown);
  const rest = nodes.filter((node) => !isShown.has(node));
  const counts = countConstructors(heap, rest);
  const groups = counts.slice(0, MOST_GROUPS).map(({ constructorName, count, retainedSize: size }) => ({
    name: clip(constructorName),
    count,
    size,
    members: largestOf(heap, rest, constructorName),
  }));
  const cut = counts.slice(MOST_GROUPS);
  const other = {
    count: cut.reduce((sum, { count }) => sum + count, 0),
    size: cut.reduce((sum, row) => sum + row.retainedSize, 0),
  };
  return { shown, groups: groups.filter(({ size }) => size > 0), other };
}

function largestOf(heap: ViewedHeap, nodes: Uint32Array, constructorName: string): readonly number[] {
  const { retainedSize } = heap.graph;
  const { names, constructorOf } = heap.constructors;
  const largest = new Largest(MOST_MEMBERS, (node) => retainedSize[node]);
  for (const node of nodes) if (names[constructorOf[node]] === constructorName) largest.offer(node);
  return largest.nodes;
}
