import type { EdgeIndex, NodeOrdinal } from '../../graph/ids.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import type { KeepingTree } from './keeping-tree.ts';
import type { NewObjects } from './new-objects.ts';

/** Any of many: an index of an array, an entry of a Map or Set, a key of an object used as a map. */
export const ELEMENT_HOP = 0;

/** An object with as many new properties as this is used as a map. */
const MAP_LIKE = 16;
const UNIT = 2 ** 32;

/** Numbers what tells references and classes apart, so that paths can be compared hop by hop. */
export class HopNumbers {
  readonly #facts: HeapFacts;
  readonly #tree: KeepingTree;
  /** For each node ordinal, how many new properties it has, up to 255. */
  readonly #newProperties: Uint8Array;

  constructor(facts: HeapFacts, tree: KeepingTree, { isNew }: NewObjects) {
    this.#facts = facts;
    this.#tree = tree;
    this.#newProperties = new Uint8Array(facts.graph.nodeCount);
    const { property } = facts.graph.edgeTypes;
    for (const node of tree.order) {
      const parent = tree.parent[node];
      if (isNew[node] === 0 || parent === NO_NODE || facts.edgeKind(tree.edge[node]) !== property) continue;
      if (this.#newProperties[parent] < 255) this.#newProperties[parent]++;
    }
  }

  /** Number of the reference, the same for all that mean the same: `ELEMENT_HOP` or above. */
  hop(from: NodeOrdinal, edge: EdgeIndex): number {
    const { graph } = this.#facts;
    const { edgeTypes, nodeTypes, nodeType } = graph;
    const kind = this.#facts.edgeKind(edge);
    const exact = (kind + 1) * UNIT + graph.edgeName[edge];
    if (kind === edgeTypes.element || nodeType[from] === nodeTypes.synthetic) return ELEMENT_HOP;
    if (kind === edgeTypes.property) return this.isMapLike(from) ? ELEMENT_HOP : exact;
    if (kind !== edgeTypes.internal) return exact;
    if (graph.weakMapEdgeNames.has(graph.edgeName[edge])) return (kind + 1) * UNIT + UNIT / 2;
    return nodeType[from] === nodeTypes.array && !this.#isFrame(from) ? ELEMENT_HOP : exact;
  }

  /** True for an object that gained many properties. */
  isMapLike(node: NodeOrdinal): boolean {
    return this.#newProperties[node] >= MAP_LIKE;
  }

  /** The registers of a suspended function: each is a variable, none is any of many. */
  #isFrame(array: NodeOrdinal): boolean {
    const parent = this.#tree.parent[array];
    return parent !== NO_NODE && this.#facts.target(parent, 'parameters_and_registers') === array;
  }

  /** Number of the node's class: of its function for a closure, of its scope for a context. */
  kindOf(node: NodeOrdinal): number {
    const { graph } = this.#facts;
    const type = graph.nodeType[node];
    const { nodeTypes } = graph;
    if (type === nodeTypes.closure) return 300 * UNIT + this.#facts.target(node, 'shared');
    if (this.#facts.isContext(node)) return 301 * UNIT + this.#facts.target(node, 'scope_info');
    const isNamed =
      type === nodeTypes.object ||
      type === nodeTypes.native ||
      type === nodeTypes.hidden ||
      type === nodeTypes.synthetic;
    return type * UNIT + (isNamed ? graph.nodeName[node] : 0);
  }
}
