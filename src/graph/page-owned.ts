import type { NodesAndEdges } from './nodes-and-edges.ts';
import { NameSet } from './name-set.ts';

/**
 * Marks what the program itself can reach: from the global objects, which the root refers to by shortcut edges,
 * and from DOM trees. The rest belongs to V8, Node or a debugger.
 *
 * @returns For each node ordinal, 1 when the program can reach it.
 */
export function markPageOwned(graph: NodesAndEdges): Uint8Array {
  const { nodeCount, firstEdge, edgeType, edgeTarget } = graph;
  const weak = graph.edgeTypes.weak;
  const isOwned = new Uint8Array(nodeCount);
  const toVisit = graph.takeScratch();
  let length = 0;
  for (const node of entryPoints(graph)) {
    if (isOwned[node] === 0) toVisit[length++] = node;
    isOwned[node] = 1;
  }
  while (length > 0) {
    const node = toVisit[--length];
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      const target = edgeTarget[edge];
      if (isOwned[target] === 1 || edgeType[edge] === weak) continue;
      isOwned[target] = 1;
      toVisit[length++] = target;
    }
  }
  graph.giveScratch(toVisit);
  return isOwned;
}

function* entryPoints(graph: NodesAndEdges): Generator<number> {
  const { root, firstEdge, edgeType, edgeTarget, edgeTypes, nodeType, nodeTypes, nodeName, strings } = graph;
  const domTrees = new NameSet(strings, '(Document DOM trees)');
  for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge++) {
    const target = edgeTarget[edge];
    const isDomTrees = nodeType[target] === nodeTypes.synthetic && domTrees.has(nodeName[target]);
    if (edgeType[edge] === edgeTypes.shortcut || (edgeType[edge] === edgeTypes.element && isDomTrees))
      yield target;
  }
}
