import { NOT_ESSENTIAL, type NodesAndEdges } from './nodes-and-edges.ts';
import { markPageOwned } from './page-owned.ts';

/**
 * Marks with `NOT_ESSENTIAL` every edge that does not keep its target alive, by DevTools' rule: weak edges, edges
 * from a node to itself, shortcuts other than the root's, edges from V8's and Node's own nodes to the program's,
 * and a WeakMap's edge to a value, which the key's edge stands for.
 */
export function markEssentialEdges(graph: NodesAndEdges): void {
  const { nodeCount, nodeId, root, firstEdge, edgeType, edgeName, edgeTarget, weakMapEdgeNames } = graph;
  const { internal, shortcut, weak } = graph.edgeTypes;
  const isPageOwned = markPageOwned(graph);
  for (let node = 0; node < nodeCount; node++) {
    const isRoot = node === root;
    const isForeign = !isRoot && isPageOwned[node] === 0;
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const type = edgeType[edge];
      const target = edgeTarget[edge];
      if (
        type === weak ||
        target === node ||
        (type === shortcut && !isRoot) ||
        (isForeign && isPageOwned[target] === 1) ||
        (type === internal &&
          weakMapEdgeNames.has(edgeName[edge]) &&
          weakMapEdgeNames.tableId(edgeName[edge]) === nodeId[node])
      ) {
        edgeType[edge] = type | NOT_ESSENTIAL;
      }
    }
  }
}
