import type { NodesAndEdges } from './nodes-and-edges.ts';
import type { EdgeIndex, NodeOrdinal } from './ids.ts';

/** Edges, backwards. Which node an edge comes from is looked up by bisection, which saves 4 bytes an edge. */
export class Retainers {
  readonly #graph: NodesAndEdges;
  /** For each node ordinal, the first of the edges to it; one more entry for the end. */
  readonly #first: Uint32Array;
  /** Edges, grouped by target, in ascending order. */
  readonly #edges: Uint32Array;

  constructor(graph: NodesAndEdges) {
    const { nodeCount, edgeCount, edgeTarget } = graph;
    this.#graph = graph;
    const first = new Uint32Array(nodeCount + 1);
    for (let edge = 0; edge < edgeCount; edge++) first[edgeTarget[edge]]++;
    let sum = 0;
    for (let node = 0; node <= nodeCount; node++) first[node] = sum += first[node];
    const edges = new Uint32Array(edgeCount);
    for (let edge = edgeCount - 1; edge >= 0; edge--) edges[--first[edgeTarget[edge]]] = edge;
    this.#first = first;
    this.#edges = edges;
  }

  /** How many edges point to `node`. */
  count(node: NodeOrdinal): number {
    return this.#first[node + 1] - this.#first[node];
  }

  /** The edges that point to `node`, of every type. */
  edgesTo(node: NodeOrdinal): Uint32Array {
    return this.#edges.subarray(this.#first[node], this.#first[node + 1]);
  }

  /** The node that `edge` comes from. */
  sourceOf(edge: EdgeIndex): NodeOrdinal {
    return sourceOf(this.#graph, edge);
  }
}

/** The node that `edge` comes from: the last whose first edge is not after it. */
export function sourceOf({ firstEdge, nodeCount }: NodesAndEdges, edge: EdgeIndex): NodeOrdinal {
  let low = 0;
  let high = nodeCount;
  while (high - low > 1) {
    const middle = (low + high) >>> 1;
    if (firstEdge[middle] <= edge) low = middle;
    else high = middle;
  }
  return low;
}
