import type { ConstructorTable } from './constructor-table.ts';
import type { HeapGraph } from './heap-graph.ts';

/** Counts and sizes for each constructor. */
export interface GroupSizes {
  /** For each constructor, its nodes that have a size. */
  readonly count: Uint32Array;
  /** For each constructor, the shallow sizes of its nodes added up, in bytes. */
  readonly shallowSize: Float64Array;
  /** For each constructor, what its nodes retain together in bytes: a node that another of them dominates is in that one's. */
  readonly retainedSize: Float64Array;
}

/** Adds up sizes by constructor. Nodes of size 0 are not counted, as in DevTools: they are parts of others. */
export function sumGroupSizes(graph: HeapGraph, { count, constructorOf }: ConstructorTable): GroupSizes {
  const sizes = {
    count: new Uint32Array(count),
    shallowSize: new Float64Array(count),
    retainedSize: new Float64Array(count),
  };
  const { shallowSize } = graph;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (shallowSize[node] === 0) continue;
    const group = constructorOf[node];
    sizes.count[group]++;
    sizes.shallowSize[group] += graph.shallowSizeOf(node);
  }
  addRetainedSizes(graph, constructorOf, count, sizes.retainedSize);
  return sizes;
}

/** Walks the dominator tree, counting for each constructor how many of its nodes are open above. */
function addRetainedSizes(
  graph: HeapGraph,
  constructorOf: Uint32Array,
  count: number,
  sums: Float64Array,
): void {
  const { root, shallowSize, retainedSize, dominatedNodes } = graph;
  const { first, nodes } = dominatedNodes;
  const open = new Uint32Array(count);
  // A node is on the stack twice: as itself, and below its children to be closed after them.
  let stack = new Uint32Array(1 << 12);
  let length = 1;
  stack[0] = root * 2;
  while (length > 0) {
    const entry = stack[--length];
    const node = entry >>> 1;
    const group = constructorOf[node];
    if (entry & 1) {
      open[group]--;
      continue;
    }
    const from = first[node];
    const to = first[node + 1];
    const counts = shallowSize[node] !== 0;
    if (counts && open[group] === 0) sums[group] += retainedSize[node];
    if (from === to) continue;
    if (length + to - from + 1 > stack.length) stack = grown(stack, length + to - from + 1);
    if (counts) {
      open[group]++;
      stack[length++] = entry | 1;
    }
    for (let at = from; at < to; at++) stack[length++] = nodes[at] * 2;
  }
}

function grown(list: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(needed, list.length * 2));
  larger.set(list);
  return larger;
}
