import type { NodesAndEdges } from './nodes-and-edges.ts';

const ATTACHED = 1;
const DETACHED = 2;

/**
 * Spreads the states Blink knows over the native nodes that hang off them: what an attached node reaches is
 * attached, what only detached nodes reach is detached. JavaScript objects in between stop it.
 *
 * @param state - For each node ordinal, 0 unknown, 1 attached, 2 detached; completed in place.
 */
export function propagateDetachedness(graph: NodesAndEdges, state: Uint8Array): void {
  const { nodeCount, nodeType, nodeTypes } = graph;
  const isVisited = new Uint8Array(nodeCount);
  const attached: number[] = [];
  const detached: number[] = [];
  const visit = (node: number, newState: number): void => {
    if (isVisited[node]) return;
    isVisited[node] = 1;
    if (nodeType[node] !== nodeTypes.native) return;
    state[node] = newState;
    if (newState === ATTACHED) attached.push(node);
    else if (newState === DETACHED) detached.push(node);
  };
  for (let node = 0; node < nodeCount; node++) if (state[node] !== 0) visit(node, state[node]);
  for (let node = attached.pop(); node !== undefined; node = attached.pop())
    visitChildren(graph, node, ATTACHED, visit);
  for (let node = detached.pop(); node !== undefined; node = detached.pop())
    visitChildren(graph, node, DETACHED, visit);
}

function visitChildren(
  { firstEdge, edgeType, edgeTarget, edgeTypes }: NodesAndEdges,
  node: number,
  state: number,
  visit: (node: number, state: number) => void,
): void {
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    if (edgeType[edge] !== edgeTypes.hidden && edgeType[edge] !== edgeTypes.weak)
      visit(edgeTarget[edge], state);
  }
}
