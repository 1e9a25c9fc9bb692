import type { ViewedHeap } from './viewed-heap.ts';

/** What is known of the inside of a Map, a Set or a plain object whose properties are a table. */
export interface TableFill {
  /**
   * Entries with at least one object or string; those of plain numbers alone are not in a snapshot. Null when
   * there is not one such entry in a table that has grown.
   */
  readonly entries: number | null;
  /** Entries there is room for. */
  readonly capacity: number;
  /** Bytes of the table. */
  readonly size: number;
}

/** Slots for one entry of V8's hash tables: Map has key, value, chain; Set has key, chain. */
export const MAP_ENTRY = 3;
export const SET_ENTRY = 2;
/** Numbers in front of the buckets: elements, deleted elements, buckets. */
const TABLE_HEADER = 3;
/** Buckets hold two entries each on average; a new table has two of them. */
const LOAD = 2;
const SMALLEST = 4;

/** Where the entries of a Map's or Set's table begin, in slots, and how many there is room for. */
function layout(heap: ViewedHeap, table: number, entrySize: number): { start: number; capacity: number } {
  const slots = slotsOf(heap, table);
  const buckets = Math.max(0, Math.floor((slots - TABLE_HEADER) / (1 + LOAD * entrySize)));
  return { start: TABLE_HEADER + buckets, capacity: buckets * LOAD };
}

/** Slots of one of V8's arrays: its size without the two words in front. */
function slotsOf(heap: ViewedHeap, array: number): number {
  return Math.max(0, heap.ownSizeOf(array) / heap.taggedSize - 2);
}

/** How full the table of a Map (`MAP_ENTRY`) or Set (`SET_ENTRY`) is. */
export function hashTableFill(heap: ViewedHeap, table: number, entrySize: number): TableFill {
  const { start, capacity } = layout(heap, table, entrySize);
  let entries = 0;
  let last = -1;
  eachSlot(heap, table, (slot, target) => {
    if (slot < start) return;
    const entry = Math.floor((slot - start) / entrySize);
    // Edges stand in the order of the slots, so an entry's key and value follow each other.
    if (entry === last) return;
    last = entry;
    // The key of a deleted entry is V8's hole, which is a hidden node.
    const isKey = (slot - start) % entrySize === 0;
    if (!isKey || !isHidden(heap, target)) entries++;
  });
  return { entries: known(entries, capacity), capacity, size: heap.ownSizeOf(table) };
}

/** Calls `visit` for each entry of a Map's table; -1 for a key or value that is a plain number. */
export function eachMapEntry(
  heap: ViewedHeap,
  map: number,
  visit: (key: number, value: number) => void,
): void {
  const table = heap.internal(map, 'table');
  if (table < 0) return;
  const { start } = layout(heap, table, MAP_ENTRY);
  let entry = -1;
  let key = -1;
  let value = -1;
  const flush = (): void => {
    if (entry >= 0 && (key < 0 || !isHidden(heap, key))) visit(key, value);
    key = value = -1;
  };
  eachSlot(heap, table, (slot, target) => {
    if (slot < start) return;
    const at = Math.floor((slot - start) / MAP_ENTRY);
    if (at !== entry) flush();
    entry = at;
    if ((slot - start) % MAP_ENTRY === 0) key = target;
    else value = target;
  });
  flush();
}

/** Numbers in front of the entries of a WeakMap's table, and slots of an entry: key, value. */
const WEAK_HEADER = 3;
const WEAK_ENTRY = 2;

/** How full the table of a WeakMap or WeakSet is. */
export function weakTableFill(heap: ViewedHeap, table: number): TableFill {
  const { graph } = heap;
  const capacity = Math.max(0, Math.floor((slotsOf(heap, table) - WEAK_HEADER) / WEAK_ENTRY));
  const entries = new Set<number>();
  for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
    const slot = heap.edgeKind(edge) === graph.edgeTypes.weak ? Number(graph.edgeNameOf(edge)) : -1;
    if (slot >= WEAK_HEADER) entries.add(Math.floor((slot - WEAK_HEADER) / WEAK_ENTRY));
  }
  return { entries: entries.size, capacity, size: heap.ownSizeOf(table) };
}

/** Numbers in front of the entries of a table of properties, and slots of an entry: key, value, details. */
const DICTIONARY_HEADER = 6;
const DICTIONARY_ENTRY = 3;

/** How full the table of properties of an object is that V8 keeps as a dictionary. */
export function dictionaryFill(heap: ViewedHeap, dictionary: number): TableFill {
  const capacity = Math.max(
    0,
    Math.floor((slotsOf(heap, dictionary) - DICTIONARY_HEADER) / DICTIONARY_ENTRY),
  );
  let entries = 0;
  let last = -1;
  eachSlot(heap, dictionary, (slot, target) => {
    const entry = Math.floor((slot - DICTIONARY_HEADER) / DICTIONARY_ENTRY);
    if (entry < 0 || entry === last) return;
    last = entry;
    const isKey = (slot - DICTIONARY_HEADER) % DICTIONARY_ENTRY === 0;
    if (!isKey || !isHidden(heap, target)) entries++;
  });
  return { entries: known(entries, capacity), capacity, size: heap.ownSizeOf(dictionary) };
}

/** How full an array is: elements that are objects or strings, against the room its store has. */
export function elementsFill(heap: ViewedHeap, array: number, store: number): TableFill {
  const { firstEdge, edgeTypes } = heap.graph;
  let entries = 0;
  for (let edge = firstEdge[array]; edge < firstEdge[array + 1]; edge++) {
    if (heap.edgeKind(edge) === edgeTypes.element) entries++;
  }
  const capacity = Math.max(entries, Math.floor(slotsOf(heap, store)));
  return { entries: known(entries, capacity), capacity, size: heap.ownSizeOf(store) };
}

function isHidden({ graph }: ViewedHeap, node: number): boolean {
  return graph.nodeType[node] === graph.nodeTypes.hidden;
}

function known(entries: number, capacity: number): number | null {
  return entries > 0 || capacity <= SMALLEST ? entries : null;
}

/** Calls `visit` for the slots of one of V8's arrays that hold an object, in order. */
function eachSlot(heap: ViewedHeap, array: number, visit: (slot: number, target: number) => void): void {
  const { graph } = heap;
  const { internal, hidden, element } = graph.edgeTypes;
  for (let edge = graph.firstEdge[array]; edge < graph.firstEdge[array + 1]; edge++) {
    const kind = heap.edgeKind(edge);
    if (kind !== internal && kind !== hidden && kind !== element) continue;
    const slot = Number(graph.edgeNameOf(edge));
    if (Number.isInteger(slot)) visit(slot, graph.edgeTarget[edge]);
  }
}
