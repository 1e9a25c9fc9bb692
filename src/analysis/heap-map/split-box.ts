import { countConstructors } from '../views/constructor-counts.ts';
import { Largest } from '../views/largest.ts';
import { clip, type ViewedHeap } from '../views/viewed-heap.ts';

/** Objects shown for themselves in one box, groups of others, and objects named of a group. */
const MOST_OBJECTS = 14;
const MOST_GROUPS = 8;
const MOST_MEMBERS = 3;
/** An object is shown for itself from this share of the box around it on. */
const MIN_SHARE = 0.01;

/** An object, or objects of one constructor. */
export interface BoxContent {
  readonly kind: 'object' | 'group';
  readonly name: string;
  /** Ordinals. */
  readonly nodes: Uint32Array;
  /** What they retain together, in bytes. */
  readonly size: number;
  /** The largest of them. */
  readonly largest: readonly number[];
}

/**
 * Parts what is in a box into large objects, groups by constructor, and the rest.
 *
 * @param nodes - Ordinals, ascending, none of which dominates another.
 * @param boxSize - Bytes of the box.
 */
export function split(heap: ViewedHeap, nodes: Uint32Array, boxSize: number) {
  const { retainedSize } = heap.graph;
  const shown = largestOf(heap, nodes, MOST_OBJECTS).filter(
    (node) => retainedSize[node] >= boxSize * MIN_SHARE,
  );
  const isShown = new Set(shown);
  const rest = nodes.filter((node) => !isShown.has(node));
  const counts = countConstructors(heap, rest).filter((row) => row.retainedSize > 0);
  const cut = counts.slice(MOST_GROUPS);
  return {
    contents: [
      ...shown.map((node) => objectContent(heap, node)),
      ...counts.slice(0, MOST_GROUPS).map((row) => groupContent(heap, rest, row)),
    ],
    other: {
      count: cut.reduce((sum, { count }) => sum + count, 0),
      size: cut.reduce((sum, row) => sum + row.retainedSize, 0),
    },
  };
}

function objectContent(heap: ViewedHeap, node: number): BoxContent {
  return {
    kind: 'object',
    name: heap.ref(node).name || clip(heap.constructorName(node)),
    nodes: Uint32Array.of(node),
    size: heap.graph.retainedSize[node],
    largest: [node],
  };
}

function groupContent(
  heap: ViewedHeap,
  nodes: Uint32Array,
  {
    constructorName,
    retainedSize: size,
  }: { readonly constructorName: string; readonly retainedSize: number },
): BoxContent {
  const { names, constructorOf } = heap.constructors;
  const members = nodes.filter((node) => names[constructorOf[node]] === constructorName);
  const largest = largestOf(heap, members, MOST_MEMBERS);
  return { kind: 'group', name: clip(constructorName), nodes: members, size, largest };
}

function largestOf(heap: ViewedHeap, nodes: Uint32Array, limit: number): readonly number[] {
  const { retainedSize } = heap.graph;
  const largest = new Largest(limit, (node) => retainedSize[node]);
  for (const node of nodes) largest.offer(node);
  return largest.nodes;
}
