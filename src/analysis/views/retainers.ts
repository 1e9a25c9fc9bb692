import { byLargest } from '../../base/order.ts';
import { type EdgeLabel, labelEdge, labelKey } from './edge-labels.ts';
import { findObjects } from './find-objects.ts';
import type { ViewOptions } from './options.ts';
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
  const seen = new Set(found.nodes);
  return {
    view: 'retainers',
    totalSize: heap.totalSize,
    target: found.target,
    count: found.nodes.length,
    object: found.nodes.length === 1 ? heap.ref(found.nodes[0]) : null,
    unreferredCount,
    groups: describe(heap, groups, limit, depth, seen),
    rowCount: groups.length,
  };
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
  const { graph } = heap;
  const { constructorOf } = heap.constructors;
  const groups = new Map<string, Group>();
  let unreferredCount = 0;
  for (const node of nodes) {
    let isReferred = false;
    for (const edge of graph.retainers.edgesTo(node)) {
      const kind = heap.edgeKind(edge);
      if (kind === graph.edgeTypes.weak || kind === graph.edgeTypes.shortcut) continue;
      const store = graph.retainers.sourceOf(edge);
      const owner = ownerOfStore(heap, store);
      const from = owner?.node ?? store;
      if (from === node) continue;
      isReferred = true;
      // V8 lists what is in elements and properties twice: once for the object itself.
      if (owner && owner.storeName !== 'table') continue;
      const label = labelEdge(heap, edge, true);
      const key = `${labelKey(label)}\0${constructorOf[from]}`;
      let group = groups.get(key);
      if (!group) groups.set(key, (group = { label, key, retainers: new Set(), referred: new Set() }));
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

/** The object whose table, elements or properties a node of V8's is; undefined for other nodes. */
function ownerOfStore(heap: ViewedHeap, store: number): { node: number; storeName: string } | undefined {
  const { graph } = heap;
  const { nodeType, nodeTypes, retainers, edgeTypes } = graph;
  if (nodeType[store] !== nodeTypes.array && nodeType[store] !== nodeTypes.hidden) return undefined;
  for (const edge of retainers.edgesTo(store)) {
    if (heap.edgeKind(edge) !== edgeTypes.internal) continue;
    const storeName = String(graph.edgeNameOf(edge));
    if (storeName === 'table' || storeName === 'elements' || storeName === 'properties')
      return { node: retainers.sourceOf(edge), storeName };
  }
  return undefined;
}

/** @param seen - Objects shown nearer to the target: going through them again would go round in circles. */
function describe(
  heap: ViewedHeap,
  groups: readonly Group[],
  limit: number,
  depth: number,
  seen: ReadonlySet<number>,
): RetainerGroup[] {
  return groups.slice(0, limit).map(({ label, retainers, referred }) => {
    const [first] = retainers as Iterable<number> as unknown as [number];
    const fresh = [...retainers].filter((node) => !seen.has(node) && !heap.isRootLike(node));
    const above = depth > 1 ? groupRetainers(heap, fresh).groups : [];
    // Deeper levels get narrower: the first few say where it comes from.
    const nextLimit = Math.max(1, Math.ceil(limit / 3));
    return {
      label,
      constructorName: clip(heap.constructorName(first)),
      object: retainers.size === 1 ? heap.ref(first) : null,
      retainerCount: retainers.size,
      referredCount: referred.size,
      retainers: describe(heap, above, nextLimit, depth - 1, new Set([...seen, ...fresh])),
      cutGroups: Math.max(0, above.length - nextLimit),
    };
  });
}
