import type { DominatorTree } from './dominators.ts';
import type { NodesAndEdges } from './nodes-and-edges.ts';

/**
 * Sums shallow sizes up the dominator tree.
 *
 * Allocates 8 bytes a node; takes one pass over the nodes.
 *
 * @returns For each node ordinal, its retained size in bytes.
 */
export function sumRetainedSizes(
  graph: NodesAndEdges,
  { dominatorOf, reached }: DominatorTree,
): Float64Array {
  // Float64, not Uint32: the root retains the whole heap, which can be over 4 GiB.
  const retainedSize = new Float64Array(graph.shallowSize);
  for (const [node, size] of graph.largeSizes) retainedSize[node] = size;
  // What nothing reaches is on the root's account, as DevTools has it; it comes in no order, and needs none.
  if (reached.length < graph.nodeCount) addUnreached(graph, reached, retainedSize);
  // A node is reached after its dominator: backwards, every node is summed before it is added.
  for (let at = reached.length - 1; at > 0; at--) {
    const node = reached[at];
    retainedSize[dominatorOf[node]] += retainedSize[node];
  }
  return retainedSize;
}

function addUnreached(
  { nodeCount, root }: NodesAndEdges,
  reached: Uint32Array,
  retainedSize: Float64Array,
): void {
  const isReached = new Uint8Array(nodeCount);
  for (const node of reached) isReached[node] = 1;
  for (let node = 0; node < nodeCount; node++)
    if (isReached[node] === 0) retainedSize[root] += retainedSize[node];
}
