import type { NodesAndEdges } from './nodes-and-edges.ts';
import { NameSet } from './name-set.ts';

const UNVISITED = 0xffffffff;
const SEVERAL_OWNERS = 0xfffffffe;

/**
 * Adds the size of each hidden node and array to the one object that owns it, as DevTools does: people think of
 * an object's elements and property store as part of the object.
 *
 * Takes 4 bytes a node of scratch. Does nothing for a snapshot whose root refers to synthetic nodes alone.
 */
export function transferShallowSizes(graph: NodesAndEdges): void {
  if (!hasUserRoots(graph)) return;
  const ownerOf = findOwners(graph, graph.takeScratch());
  const { nodeCount, nodeType, nodeTypes, root } = graph;
  for (let node = 0; node < nodeCount; node++) {
    const owner = ownerOf[node];
    if (owner === node || owner >= SEVERAL_OWNERS) continue;
    // A synthetic root owning bytes would tell nobody anything.
    if (nodeType[owner] !== nodeTypes.synthetic && owner !== root) moveSize(graph, node, owner);
  }
  graph.giveScratch(ownerOf);
}

/** Whether the root refers to an object of the program itself, such as the global object. */
function hasUserRoots({
  firstEdge,
  edgeTarget,
  nodeType,
  nodeTypes,
  nodeName,
  strings,
  root,
}: NodesAndEdges): boolean {
  const domTrees = new NameSet(strings, '(Document DOM trees)');
  for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge++) {
    const target = edgeTarget[edge];
    if (nodeType[target] !== nodeTypes.synthetic || domTrees.has(nodeName[target])) return true;
  }
  return false;
}

/** For each node ordinal, its only owner, itself, or one of the two markers. */
function findOwners(graph: NodesAndEdges, ownerOf: Uint32Array): Uint32Array {
  const { nodeCount, firstEdge, edgeType, edgeTarget } = graph;
  const weak = graph.edgeTypes.weak;
  for (let node = 0; node < nodeCount; node++) ownerOf[node] = node;
  markOwnable(graph, ownerOf);
  let worklist = new Uint32Array(1 << 12);
  for (let start = 0; start < nodeCount; start++) {
    if (ownerOf[start] !== start) continue;
    let length = 1;
    worklist[0] = start;
    while (length > 0) {
      const node = worklist[--length];
      const owner = ownerOf[node];
      const end = firstEdge[node + 1];
      for (let edge = firstEdge[node]; edge < end; edge++) {
        const target = edgeTarget[edge];
        const known = ownerOf[target];
        if (known === target || known === owner || known === SEVERAL_OWNERS || edgeType[edge] === weak)
          continue;
        // Each node is added at most twice: for its first owner, and when a second one turns up.
        ownerOf[target] = known === UNVISITED ? owner : SEVERAL_OWNERS;
        if (length === worklist.length) worklist = doubled(worklist);
        worklist[length++] = target;
      }
    }
  }
  return ownerOf;
}

function markOwnable(graph: NodesAndEdges, ownerOf: Uint32Array): void {
  const { nodeCount, nodeType, nodeTypes, nodeName, strings } = graph;
  const { hidden, array, native } = nodeTypes;
  const externalStrings = new NameSet(strings, 'system / ExternalStringData');
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node];
    // A detached node's name begins with "Detached", so DevTools does not know it any more.
    const isExternalString =
      type === native && externalStrings.has(nodeName[node]) && !graph.isDetached(node);
    if (type === hidden || type === array || isExternalString) ownerOf[node] = UNVISITED;
  }
}

function moveSize({ shallowSize, largeSizes }: NodesAndEdges, from: number, to: number): void {
  const sum = (largeSizes.get(to) ?? shallowSize[to]) + (largeSizes.get(from) ?? shallowSize[from]);
  shallowSize[from] = 0;
  largeSizes.delete(from);
  shallowSize[to] = Math.min(sum, 0xffffffff);
  if (sum > 0xffffffff) largeSizes.set(to, sum);
}

function doubled(list: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(list.length * 2);
  larger.set(list);
  return larger;
}
