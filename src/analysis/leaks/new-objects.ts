import type { NodeOrdinal } from '../../graph/ids.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import type { KeepingTree } from './keeping-tree.ts';

/** How many of the ids, at most, are taken to be of objects that are older. */
const ODD_SHARE = 0.05;

/**
 * Marks the nodes whose ids are among `newIds`: for each node ordinal, 1 for those that came while judging. Stores
 * whose bytes their owner has are in no census; as V8 counts its ids up, they are as new as their ids are high.
 */
export function markNew(facts: HeapFacts, newIds: Uint32Array): Uint8Array {
  const { nodeCount, nodeId, nodeType, nodeTypes } = facts.graph;
  // A few older objects are among them: those that had no bytes of their own at the first census.
  const lowest = newIds[Math.floor(newIds.length * ODD_SHARE)] ?? Infinity;
  const highest = newIds.length > 0 ? newIds[newIds.length - 1] : 0;
  // A bit for each id: V8 hands ids out in ascending order, so there are few gaps.
  const bits = new Uint8Array((highest >>> 3) + 1);
  for (const id of newIds) bits[id >>> 3] |= 1 << (id & 7);
  const isNew = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    const id = nodeId[node];
    // Node's own entries (`Node / TCPSocketWrap`) get another id in each snapshot: whether they are new is unknown.
    if (nodeType[node] === nodeTypes.synthetic || isNodeEntry(facts, node)) continue;
    const isKnown = id <= highest && (bits[id >>> 3] & (1 << (id & 7))) !== 0;
    if (isKnown || (id >= lowest && facts.graph.shallowSize[node] === 0)) isNew[node] = 1;
  }
  return isNew;
}

/**
 * Takes back what {@link markNew} said of stores whose owners came after all that is judged: an older owner's store may
 * be that late, as it is replaced when it grows.
 */
export function unmarkLateStores(
  facts: HeapFacts,
  tree: KeepingTree,
  newIds: Uint32Array,
  isNew: Uint8Array,
): void {
  const { nodeId, shallowSize } = facts.graph;
  const highest = newIds.at(-1) ?? 0;
  for (const node of tree.order) {
    const owner = tree.parent[node];
    const isStore = isNew[node] === 1 && shallowSize[node] === 0;
    if (isStore && owner !== NO_NODE && nodeId[owner] > highest) isNew[node] = 0;
  }
}

function isNodeEntry(facts: HeapFacts, node: NodeOrdinal): boolean {
  const { nodeType, nodeTypes } = facts.graph;
  return nodeType[node] === nodeTypes.native && facts.rawName(node).startsWith('Node / ');
}

/** What came while judging, along a keeping tree. */
export interface NewObjects {
  /** For each node ordinal, 1 when it came while judging. */
  readonly isNew: Uint8Array;
  /** For each node ordinal, bytes of the node itself when it is new; 0 for older ones and V8's bookkeeping. */
  readonly ownBytes: Float64Array;
  /** For each node ordinal, bytes of the new nodes it keeps, itself included. */
  readonly bytesBelow: Float64Array;
  /** For each node ordinal, how many new nodes it keeps, itself included, without V8's bookkeeping. */
  readonly countBelow: Uint32Array;
}

/** Sums up what is new along the tree: one pass each way, 20 bytes a node. */
export function sumNewObjects(facts: HeapFacts, tree: KeepingTree, isNew: Uint8Array): NewObjects {
  const { nodeCount } = facts.graph;
  const ownBytes = new Float64Array(nodeCount);
  const bytesBelow = new Float64Array(nodeCount);
  const countBelow = new Uint32Array(nodeCount);
  for (const node of tree.order) {
    if (isNew[node] === 0 || facts.isBookkeeping(node)) continue;
    bytesBelow[node] = ownBytes[node] = ownSize(facts, tree, isNew, node);
    countBelow[node] = 1;
  }
  for (let at = tree.order.length - 1; at >= 0; at--) {
    const node = tree.order[at];
    const parent = tree.parent[node];
    if (parent === NO_NODE) continue;
    bytesBelow[parent] += bytesBelow[node];
    countBelow[parent] += countBelow[node];
  }
  return { isNew, ownBytes, bytesBelow, countBelow };
}

/** An older collection's new store counts with the collection's size, where the graph has put its bytes. */
function ownSize({ graph }: HeapFacts, tree: KeepingTree, isNew: Uint8Array, node: number): number {
  const size = graph.shallowSizeOf(node);
  if (size > 0 || graph.nodeType[node] !== graph.nodeTypes.array) return size;
  const owner = tree.parent[node];
  // The global object's store is large and replaced when V8 pleases: its size says nothing.
  const isCollection = owner !== NO_NODE && tree.parent[owner] !== NO_NODE;
  return isCollection && isNew[owner] === 0 && graph.nodeType[owner] === graph.nodeTypes.object
    ? graph.shallowSizeOf(owner)
    : 0;
}
