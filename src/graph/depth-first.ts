import { NOT_ESSENTIAL, type NodesAndEdges } from './nodes-and-edges.ts';

/** A depth-first tree over the essential edges. Numbers count from 1, the root's, in the order of visiting. */
export interface DepthFirstTree {
  /** How many nodes were reached. */
  readonly count: number;
  /** For each number, its node's ordinal. */
  readonly vertex: Uint32Array;
  /** For each node ordinal, its number; 0 when it was not reached. */
  readonly numberOf: Uint32Array;
  /** For each number, that of its parent; 0 for the root. */
  readonly parent: Uint32Array;
  /** For each number, the smallest number with an edge to it, if smaller than itself. */
  readonly nearest: Uint32Array;
  /** For each number, how many edges come to it from larger numbers; one entry more, which is 0. */
  readonly fromLarger: Uint32Array;
  /** An array of the same length that is free to be used again: fresh memory costs a page fault every 4 KiB. */
  readonly scratch: Uint32Array;
}

/**
 * Visits the graph depth first from the root, then from every node that no essential edge leads to, as a child of
 * the root. What is left then are cycles that nothing outside refers to: they stay unnumbered.
 */
export function visitDepthFirst(graph: NodesAndEdges): DepthFirstTree {
  const { nodeCount, root, firstEdge, edgeType, edgeTarget } = graph;
  const vertex = new Uint32Array(nodeCount + 1);
  const numberOf = new Uint32Array(nodeCount);
  const parent = new Uint32Array(nodeCount + 1);
  const nearest = new Uint32Array(nodeCount + 1);
  const fromLarger = new Uint32Array(nodeCount + 2);
  const nextEdge = graph.takeScratch();
  let count = 0;
  const visitFrom = (start: number, startParent: number): void => {
    let current = ++count;
    numberOf[start] = current;
    vertex[current] = start;
    parent[current] = nearest[current] = startParent;
    nextEdge[current] = firstEdge[start];
    while (current !== startParent) {
      const end = firstEdge[vertex[current] + 1];
      let edge = nextEdge[current];
      for (; edge < end; edge++) {
        if (edgeType[edge] >= NOT_ESSENTIAL) continue;
        const to = numberOf[edgeTarget[edge]];
        if (to === 0) break;
        // Each edge passes by here once, with both its ends numbered: no need to look it up again later.
        if (current > to) fromLarger[to]++;
        else if (current < nearest[to]) nearest[to] = current;
      }
      nextEdge[current] = edge + 1;
      if (edge >= end) {
        current = parent[current];
        continue;
      }
      const target = edgeTarget[edge];
      numberOf[target] = ++count;
      vertex[count] = target;
      parent[count] = nearest[count] = current;
      nextEdge[count] = firstEdge[target];
      current = count;
    }
  };
  visitFrom(root, 0);
  if (count < nodeCount) {
    const isReferenced = markReferencedByUnreached(graph, numberOf);
    for (let node = 0; node < nodeCount; node++) {
      if (numberOf[node] === 0 && isReferenced[node] === 0) visitFrom(node, 1);
    }
  }
  return { count, vertex, numberOf, parent, nearest, fromLarger, scratch: nextEdge };
}

/** An essential edge from a reached node would have led on, so only unreached nodes can refer to unreached ones. */
function markReferencedByUnreached(graph: NodesAndEdges, numberOf: Uint32Array): Uint8Array {
  const { nodeCount, firstEdge, edgeType, edgeTarget } = graph;
  const isReferenced = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if (numberOf[node] !== 0) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (edgeType[edge] < NOT_ESSENTIAL) isReferenced[edgeTarget[edge]] = 1;
    }
  }
  return isReferenced;
}
