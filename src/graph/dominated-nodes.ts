import type { NodesAndEdges } from './nodes-and-edges.ts';
import type { NodeOrdinal } from './ids.ts';

/** The dominator tree downwards; 8 bytes a node. */
export class DominatedNodes {
  /** For each node ordinal, the first of the nodes it immediately dominates; one more entry for the end. */
  readonly first: Uint32Array;
  /** Ordinals, grouped by immediate dominator, ascending in each group. */
  readonly nodes: Uint32Array;

  /**
   * @param dominatorOf - For each node ordinal, the ordinal of its immediate dominator.
   */
  constructor({ nodeCount, root }: NodesAndEdges, dominatorOf: Uint32Array) {
    const first = new Uint32Array(nodeCount + 1);
    for (let node = 0; node < nodeCount; node++) if (node !== root) first[dominatorOf[node]]++;
    let sum = 0;
    for (let node = 0; node <= nodeCount; node++) first[node] = sum += first[node];
    const nodes = new Uint32Array(sum);
    for (let node = nodeCount - 1; node >= 0; node--)
      if (node !== root) nodes[--first[dominatorOf[node]]] = node;
    this.first = first;
    this.nodes = nodes;
  }

  /** Ordinals of the nodes that `node` immediately dominates. */
  of(node: NodeOrdinal): Uint32Array {
    return this.nodes.subarray(this.first[node], this.first[node + 1]);
  }
}
