import { NameSet } from '../../graph/name-set.ts';
import type { EdgeIndex, NodeOrdinal } from '../../graph/ids.ts';
import type { Anchor } from './anchors.ts';
import { debuggerHandles } from './debugger-handles.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';

/** For each node, the one reference that explains best why it is kept. */
export interface KeepingTree {
  /** For each node ordinal, the node that keeps it; `NO_NODE` for anchors and what nothing keeps. */
  readonly parent: Uint32Array;
  /** For each node ordinal, the edge it is kept by; meaningless where there is no parent. */
  readonly edge: Uint32Array;
  /** Ordinals of the reached nodes, every one after its parent. */
  readonly order: Uint32Array;
}

/** Edge costs are small whole numbers, so nodes wait in this many buckets in turn. */
const BUCKETS = 64;

/**
 * Finds for each node the cheapest path from an anchor, along what keeps objects alive. References a programmer
 * wrote are cheap; prototypes, V8's bookkeeping and ways through Node are dear.
 *
 * Dial's algorithm; 18 bytes a node, one look at each edge.
 */
export function buildKeepingTree(facts: HeapFacts, anchors: readonly Anchor[]): KeepingTree {
  const { graph } = facts;
  const { nodeCount, firstEdge, edgeTarget } = graph;
  const costOf = new EdgeCosts(facts);
  const parent = new Uint32Array(nodeCount).fill(NO_NODE);
  const via = new Uint32Array(nodeCount);
  const distance = new Uint32Array(nodeCount).fill(NO_NODE);
  const isDone = new Uint8Array(nodeCount);
  const order = new Uint32Array(nodeCount);
  let done = 0;
  const buckets: number[][] = Array.from({ length: BUCKETS }, () => []);
  let waiting = 0;
  // What is known by itself needs no path: edges into anchors are not followed.
  const isAnchor = new Uint8Array(nodeCount);
  for (const { node, cost } of anchors) {
    isAnchor[node] = 1;
    distance[node] = cost;
    buckets[cost % BUCKETS].push(node);
    waiting++;
  }
  for (let at = 0; waiting > 0; at++) {
    const bucket = buckets[at % BUCKETS];
    for (const node of bucket) {
      waiting--;
      if (isDone[node] === 1 || distance[node] !== at) continue;
      isDone[node] = 1;
      order[done++] = node;
      for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
        const target = edgeTarget[edge];
        if (isDone[target] === 1 || isAnchor[target] === 1) continue;
        const cost = costOf.of(node, edge);
        if (cost === 0 || at + cost >= distance[target]) continue;
        distance[target] = at + cost;
        parent[target] = node;
        via[target] = edge;
        buckets[(at + cost) % BUCKETS].push(target);
        waiting++;
      }
    }
    bucket.length = 0;
  }
  return { parent, edge: via, order: order.subarray(0, done) };
}

const ORDINARY = 2;
const STORE = 1;
const INDIRECT = 4;
const PROTOTYPE = 12;
const BOOKKEEPING = 24;
const NOTHING = 0;

/** What it costs to go along an edge; 0 for one that keeps nothing alive. */
class EdgeCosts {
  readonly #facts: HeapFacts;
  /** What lists objects without keeping them: Node's clean-up hooks, and V8's table of strings that are unique. */
  readonly #lists: NameSet;
  readonly #nativeContexts: NameSet;
  readonly #modules: NameSet;
  readonly #prototypes: NameSet;
  readonly #stores: NameSet;
  readonly #stackRoots: NameSet;
  readonly #debuggerHandles: ReadonlySet<EdgeIndex>;

  constructor(facts: HeapFacts) {
    const { strings } = facts.graph;
    this.#facts = facts;
    this.#lists = new NameSet(strings, 'Node / CleanupQueue', '(Internalized strings)');
    this.#nativeContexts = new NameSet(strings, 'system / NativeContext');
    this.#modules = new NameSet(strings, 'system / SourceTextModule');
    this.#prototypes = new NameSet(strings, '__proto__', 'constructor', 'prototype');
    this.#stores = new NameSet(strings, 'table', 'elements', 'properties', 'previous', 'context');
    this.#stackRoots = new NameSet(strings, '(Stack roots)');
    this.#debuggerHandles = debuggerHandles(facts.graph);
  }

  of(node: NodeOrdinal, edge: EdgeIndex): number {
    const { graph } = this.#facts;
    const { nodeType, nodeTypes, nodeName, edgeTypes, edgeName, weakMapEdgeNames } = graph;
    const kind = this.#facts.edgeKind(edge);
    const target = graph.edgeTarget[edge];
    if (kind === edgeTypes.weak || target === node) return NOTHING;
    if (kind === edgeTypes.shortcut && node !== graph.root) return NOTHING;
    const type = nodeType[node];
    if (type === nodeTypes.native || type === nodeTypes.synthetic) {
      if (this.#lists.has(nodeName[node]) || this.#debuggerHandles.has(edge)) return NOTHING;
      return this.#stackRoots.has(nodeName[node]) ? INDIRECT : ORDINARY;
    }
    if (this.#facts.isBookkeeping(node) || this.#facts.isBookkeeping(target)) return BOOKKEEPING;
    const name = edgeName[edge];
    if (kind === edgeTypes.internal) {
      if (weakMapEdgeNames.has(name))
        return weakMapEdgeNames.tableId(name) === graph.nodeId[node] ? NOTHING : INDIRECT;
      if (this.#nativeContexts.has(nodeName[target])) return BOOKKEEPING;
      return this.#stores.has(name) ? STORE : ORDINARY;
    }
    if (kind === edgeTypes.property && this.#prototypes.has(name)) return PROTOTYPE;
    // A module's first field is the table of what it exports; the others lead to what it imports.
    if (kind === edgeTypes.hidden && this.#modules.has(nodeName[node])) return name === 0 ? STORE : INDIRECT;
    if (type === nodeTypes.hidden && this.#nativeContexts.has(nodeName[node])) return BOOKKEEPING;
    return ORDINARY;
  }
}
