import { byLargest } from '../../base/order.ts';
import { type AccessPath, accessPath } from './access-path.ts';
import { Largest } from './largest.ts';
import type { Rows, ViewOptions } from './options.ts';
import {
  MAP_ENTRY,
  SET_ENTRY,
  type TableFill,
  dictionaryFill,
  elementsFill,
  hashTableFill,
  weakTableFill,
} from './tables.ts';
import type { ObjectRef, ViewedHeap } from './viewed-heap.ts';

/** What holds many things. `object` is a plain object whose properties V8 keeps as a table: one used as a map. */
export type CollectionKind = 'Map' | 'Set' | 'WeakMap' | 'WeakSet' | 'Array' | 'object';

/** One collection. Sizes in bytes. */
export interface Collection extends TableFill {
  readonly kind: CollectionKind;
  readonly object: ObjectRef;
  readonly path: AccessPath;
}

/** All collections of a kind. */
export interface CollectionTotal {
  readonly kind: CollectionKind;
  readonly count: number;
  /** How many are empty, as far as can be told: they hold nothing, or a few numbers. */
  readonly emptyCount: number;
  /** Bytes of their tables. */
  readonly size: number;
  /** Of these, bytes with nothing in them. Tables of numbers, whose fill is not known, count as full. */
  readonly unusedSize: number;
}

/** What `memprof analyze <file> collections` says. */
export interface CollectionsView extends Rows<Collection> {
  readonly view: 'collections';
  readonly totalSize: number;
  /** Largest size first. */
  readonly totals: readonly CollectionTotal[];
}

/** Finds all collections; the one that retains most first. */
export function viewCollections(heap: ViewedHeap, { limit }: ViewOptions): CollectionsView {
  const { nodeCount, retainedSize } = heap.graph;
  const kindOf = new Kinds(heap);
  const largest = new Largest(limit, (node) => retainedSize[node]);
  const totals = new Map<
    CollectionKind,
    { count: number; emptyCount: number; size: number; unusedSize: number }
  >();
  let rowCount = 0;
  for (let node = 0; node < nodeCount; node++) {
    const found = kindOf.find(node);
    if (!found) continue;
    rowCount++;
    largest.offer(node);
    const fill = fillOf(heap, node, found);
    let total = totals.get(found.kind);
    if (!total) totals.set(found.kind, (total = { count: 0, emptyCount: 0, size: 0, unusedSize: 0 }));
    total.count++;
    total.size += fill.size;
    if (fill.entries === 0) total.emptyCount++;
    if (fill.entries !== null && fill.capacity > 0)
      total.unusedSize += Math.round(fill.size * (1 - Math.min(1, fill.entries / fill.capacity)));
  }
  return {
    view: 'collections',
    totalSize: heap.totalSize,
    totals: [...totals]
      .map(([kind, total]) => ({ kind, ...total }))
      .toSorted(
        byLargest(
          ({ size }) => size,
          ({ kind }) => kind,
        ),
      ),
    rows: largest.nodes.map((node) => describe(heap, node, kindOf.find(node)!)),
    rowCount,
  };
}

interface Found {
  readonly kind: CollectionKind;
  /** Ordinal of the table or elements; -1 for none. */
  readonly store: number;
}

/** Tells collections from other objects by what V8 gives them: a table, elements, a dictionary. */
class Kinds {
  readonly #heap: ViewedHeap;
  readonly #hashed: ReadonlyMap<number, CollectionKind>;

  constructor(heap: ViewedHeap) {
    this.#heap = heap;
    this.#hashed = findHashed(heap);
  }

  find(node: number): Found | undefined {
    const heap = this.#heap;
    const { nodeType, nodeTypes } = heap.graph;
    if (nodeType[node] !== nodeTypes.object) return undefined;
    const hashed = this.#hashed.get(node);
    if (hashed) return { kind: hashed, store: heap.internal(node, 'table') };
    if (heap.isNamed(node, 'Array')) return { kind: 'Array', store: heap.internal(node, 'elements') };
    if (!heap.isNamed(node, 'Object')) return undefined;
    const properties = heap.internal(node, 'properties');
    // Unlike this array, the store of an object with few properties is a hidden `system / PropertyArray`.
    if (properties >= 0 && nodeType[properties] === nodeTypes.array)
      return { kind: 'object', store: properties };
    return undefined;
  }
}

/** Objects with a `table`, subclasses of Map and Set included: which they are is told by their prototypes. */
function findHashed(heap: ViewedHeap): Map<number, CollectionKind> {
  const kinds = new Map<number, CollectionKind>();
  heap.eachEdge('internal', 'table', (source) => {
    const kind = hashedKind(heap, source);
    if (kind) kinds.set(source, kind);
  });
  return kinds;
}

function hashedKind(heap: ViewedHeap, node: number): CollectionKind | undefined {
  let at = node;
  for (let steps = 0; steps < 8 && heap.isObject(at); steps++) {
    for (const kind of ['Map', 'Set', 'WeakMap', 'WeakSet'] as const) {
      if (heap.isNamed(at, kind)) return kind;
    }
    at = heap.property(at, '__proto__');
  }
  return undefined;
}

function fillOf(heap: ViewedHeap, node: number, { kind, store }: Found): TableFill {
  if (store < 0) return { entries: 0, capacity: 0, size: 0 };
  switch (kind) {
    case 'Map':
      return hashTableFill(heap, store, MAP_ENTRY);
    case 'Set':
      return hashTableFill(heap, store, SET_ENTRY);
    case 'Array':
      return elementsFill(heap, node, store);
    case 'WeakMap':
    case 'WeakSet':
      return weakTableFill(heap, store);
    case 'object':
      return dictionaryFill(heap, store);
  }
}

function describe(heap: ViewedHeap, node: number, found: Found): Collection {
  return {
    kind: found.kind,
    object: heap.ref(node),
    path: accessPath(heap, node),
    ...fillOf(heap, node, found),
  };
}
