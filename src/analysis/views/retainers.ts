import { byLargest } from '../../base/order.ts';
import { EDGE_KEY_LIMIT, type EdgeLabel, edgeKey, labelEdge, labelKey } from './edge-labels.ts';
import { findObjects } from './find-objects.ts';
import { MAX_DEPTH, type ViewOptions } from './options.ts';
import { type ObjectRef, type ViewedHeap, clip } from './viewed-heap.ts';

/** Objects of one constructor that refer to the ones below in one way. */
export interface RetainerGroup {
  /** How they refer to them. */
  readonly label: EdgeLabel;
  readonly constructorName: string;
  /** The retainer, when there is only one. */
  readonly object: ObjectRef | null;
  readonly retainerCount: number;
  /** Objects below that they refer to. */
  readonly referredCount: number;
  /** What refers to them in turn; empty at the last level. */
  readonly retainers: readonly RetainerGroup[];
  /** Groups left out by the limit. */
  readonly cutGroups: number;
}

/** What `memprof analyze <file> retainers` says. */
export interface RetainersView {
  readonly view: 'retainers';
  readonly totalSize: number;
  readonly target: string;
  readonly count: number;
  /** The object, when it was asked for by id. */
  readonly object: ObjectRef | null;
  /** Objects nothing but weak references point to. */
  readonly unreferredCount: number;
  readonly groups: readonly RetainerGroup[];
  readonly rowCount: number;
}

const DEFAULT_DEPTH = 3;

/**
 * Who refers to an object, or to the objects of a constructor, and who refers to those; weak references, and
 * those of an object to itself, do not count.
 *
 * @throws MemprofError `NOT_FOUND` for a target that is not there.
 */
export function viewRetainers(heap: ViewedHeap, options: ViewOptions, target: string): RetainersView {
  const found = findObjects(heap, target);
  const { depth = DEFAULT_DEPTH, limit } = options;
  const { groups, unreferredCount } = groupRetainers(heap, found.nodes);
  return {
    view: 'retainers',
    totalSize: heap.totalSize,
    target: found.target,
    count: found.nodes.length,
    object: found.nodes.length === 1 ? heap.ref(found.nodes[0]) : null,
    unreferredCount,
    groups: describe(heap, groups, limit, Math.min(depth, MAX_DEPTH), new Set(found.nodes)),
    rowCount: groups.length,
  };
}

/**
 * Who refers directly to some objects, those that refer to most of them first.
 *
 * @param limit - Groups, at most.
 */
export function retainerGroups(heap: ViewedHeap, nodes: Iterable<number>, limit: number): RetainerGroup[] {
  return describe(heap, groupRetainers(heap, nodes).groups, limit, 1, new Set(nodes));
}

interface Group {
  readonly label: EdgeLabel;
  readonly key: string;
  readonly retainers: Set<number>;
  readonly referred: Set<number>;
}

function groupRetainers(
  heap: ViewedHeap,
  nodes: Iterable<number>,
): { groups: Group[]; unreferredCount: number } {
  const { retainers } = heap.graph;
  const { constructorOf } = heap.constructors;
  const stores = new Stores(heap);
  const groups = new Map<number, Group>();
  let unreferredCount = 0;
  for (const node of nodes) {
    let isReferred = false;
    for (const edge of retainers.edgesTo(node)) {
      if (!isStrong(heap, edge)) continue;
      const source = retainers.sourceOf(edge);
      const from = stores.ownerOf(source);
      if (from === node) continue;
      isReferred = true;
      if (stores.isListedTwice(source)) continue;
      const key = constructorOf[from] * EDGE_KEY_LIMIT + edgeKey(heap, edge);
      let group = groups.get(key);
      if (!group) {
        const label = labelEdge(heap, edge);
        group = { label, key: labelKey(label), retainers: new Set(), referred: new Set() };
        groups.set(key, group);
      }
      group.retainers.add(from);
      group.referred.add(node);
    }
    if (!isReferred) unreferredCount++;
  }
  const sorted = [...groups.values()].toSorted(
    byLargest(
      (group) => group.referred.size,
      (group) => group.key,
    ),
  );
  return { groups: sorted, unreferredCount };
}

/** Weak edges keep nothing, and V8's table of strings lets go of those that nothing else refers to. */
export function isStrong(heap: ViewedHeap, edge: number): boolean {
  const { edgeTypes, retainers, nodeType, nodeTypes } = heap.graph;
  const kind = heap.edgeKind(edge);
  if (kind === edgeTypes.weak || kind === edgeTypes.shortcut) return false;
  const from = retainers.sourceOf(edge);
  return nodeType[from] !== nodeTypes.synthetic || !heap.isNamed(from, '(Internalized strings)');
}

/** Tables, elements and property stores, and the objects they belong to. */
export class Stores {
  readonly #heap: ViewedHeap;
  /** For the ordinal of a store, the edge from its owner, or -1. */
  readonly #edgeInto = new Map<number, number>();

  constructor(heap: ViewedHeap) {
    this.#heap = heap;
  }

  /** The object a store belongs to; the node itself when it is no store. */
  ownerOf(node: number): number {
    const edge = this.#ownerEdge(node);
    return edge < 0 ? node : this.#heap.graph.retainers.sourceOf(edge);
  }

  /** V8 lists what is in elements and properties twice: once for the object itself. */
  isListedTwice(node: number): boolean {
    const edge = this.#ownerEdge(node);
    return edge >= 0 && !this.#heap.named('table').has(this.#heap.graph.edgeName[edge]);
  }

  #ownerEdge(node: number): number {
    const { nodeType, nodeTypes, retainers } = this.#heap.graph;
    if (nodeType[node] !== nodeTypes.array && nodeType[node] !== nodeTypes.hidden) return -1;
    let edge = this.#edgeInto.get(node);
    if (edge === undefined) {
      edge = retainers.edgesTo(node).find((candidate) => this.#isOwnersEdge(candidate)) ?? -1;
      this.#edgeInto.set(node, edge);
    }
    return edge;
  }

  #isOwnersEdge(edge: number): boolean {
    const heap = this.#heap;
    const name = heap.graph.edgeName[edge];
    return (
      heap.edgeKind(edge) === heap.graph.edgeTypes.internal &&
      (heap.named('table').has(name) ||
        heap.named('elements').has(name) ||
        heap.named('properties').has(name))
    );
  }
}

/** @param seen - Objects shown nearer to the target: going through them again would go round in circles. */
function describe(
  heap: ViewedHeap,
  groups: readonly Group[],
  limit: number,
  depth: number,
  seen: Set<number>,
): RetainerGroup[] {
  return groups.slice(0, limit).map(({ label, retainers, referred }) => {
    const first: number = retainers.values().next().value!;
    const fresh = [...retainers].filter((node) => !seen.has(node) && !heap.isRootLike(node));
    for (const node of fresh) seen.add(node);
    const above = depth > 1 ? groupRetainers(heap, fresh).groups : [];
    // Deeper levels get narrower: the first few say where it comes from.
    const nextLimit = Math.max(1, Math.ceil(limit / 3));
    return {
      label,
      constructorName: clip(heap.constructorName(first)),
      object: retainers.size === 1 ? heap.ref(first) : null,
      retainerCount: retainers.size,
      referredCount: referred.size,
      retainers: describe(heap, above, nextLimit, depth - 1, seen),
      cutGroups: Math.max(0, above.length - nextLimit),
    };
  });
}
