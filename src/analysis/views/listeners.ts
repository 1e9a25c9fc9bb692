import { byLargest, byText } from '../../base/order.ts';
import { type AccessPath, accessPath } from './access-path.ts';
import type { FunctionRef } from './function-places.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import { eachMapEntry } from './tables.ts';
import { type ObjectRef, type ViewedHeap, clip } from './viewed-heap.ts';

/** A function that listens, and how often. */
export interface ListenerCount {
  readonly listener: FunctionRef;
  readonly count: number;
}

/** Listeners of one event of one object. */
export interface ListenersRow {
  readonly kind: 'EventEmitter' | 'EventTarget' | 'AbortSignal';
  readonly object: ObjectRef;
  readonly constructorName: string;
  readonly path: AccessPath;
  readonly event: string;
  readonly count: number;
  /** What the list of listeners retains, in bytes. */
  readonly retainedSize: number;
  /** The most frequent functions, by where they were written. */
  readonly listeners: readonly ListenerCount[];
}

/** What `memprof analyze <file> listeners` says. */
export interface ListenersView extends Rows<ListenersRow> {
  readonly view: 'listeners';
  readonly totalSize: number;
  /** Objects with at least one listener. */
  readonly objectCount: number;
  readonly listenerCount: number;
}

const MAX_FUNCTIONS = 3;

interface Found {
  readonly kind: ListenersRow['kind'];
  readonly node: number;
  readonly event: string;
  /** Ordinal of what holds the listeners. */
  readonly holder: number;
  /** Ordinals of the functions; -1 for one that only a weak reference leads to. */
  readonly listeners: readonly number[];
}

/** Listeners by object and event, the most first. */
export function viewListeners(heap: ViewedHeap, { limit }: ViewOptions): ListenersView {
  const found = [...findEmitters(heap), ...findEventTargets(heap)].toSorted(
    (a, b) => b.listeners.length - a.listeners.length || byText(a.event, b.event) || a.node - b.node,
  );
  const { rows, rowCount } = cut(found, limit);
  return {
    view: 'listeners',
    totalSize: heap.totalSize,
    objectCount: new Set(found.map(({ node }) => node)).size,
    listenerCount: found.reduce((sum, { listeners }) => sum + listeners.length, 0),
    rows: rows.map((row) => describe(heap, row)),
    rowCount,
  };
}

/** `_events` of an EventEmitter holds a function, or an array of them, for each event. */
function findEmitters(heap: ViewedHeap): Found[] {
  const { graph } = heap;
  const { nodeType, nodeTypes, edgeTypes } = graph;
  const found: Found[] = [];
  heap.eachEdge('property', '_events', (node, events) => {
    if (nodeType[node] !== nodeTypes.object || nodeType[events] !== nodeTypes.object) return;
    for (let edge = graph.firstEdge[events]; edge < graph.firstEdge[events + 1]; edge++) {
      const holder = graph.edgeTarget[edge];
      const kind = heap.edgeKind(edge);
      if ((kind !== edgeTypes.property && kind !== edgeTypes.element) || !heap.isObject(holder)) continue;
      const event = String(graph.edgeNameOf(edge));
      if (event === '__proto__' && !heap.isNamed(holder, 'Array') && nodeType[holder] !== nodeTypes.closure)
        continue;
      const listeners = nodeType[holder] === nodeTypes.closure ? [holder] : elementsOf(heap, holder);
      if (listeners.length > 0)
        found.push({ kind: 'EventEmitter', node, event: clip(event), holder, listeners });
    }
  });
  return found;
}

function elementsOf(heap: ViewedHeap, array: number): number[] {
  const { firstEdge, edgeTarget, edgeTypes } = heap.graph;
  const found: number[] = [];
  for (let edge = firstEdge[array]; edge < firstEdge[array + 1]; edge++) {
    if (heap.edgeKind(edge) === edgeTypes.element) found.push(edgeTarget[edge]);
  }
  return found;
}

/** Node's EventTarget has a Map from events to the heads of lists of `Listener`. */
function findEventTargets(heap: ViewedHeap): Found[] {
  const { graph } = heap;
  const found: Found[] = [];
  heap.eachEdge('property', '<symbol kEvents>', (node, events) => {
    if (!heap.isObject(events)) return;
    const kind =
      heap.isNamed(node, 'AbortSignal') || heap.property(node, '<symbol kAborted>') >= 0
        ? 'AbortSignal'
        : 'EventTarget';
    eachMapEntry(heap, events, (key, head) => {
      const listeners: number[] = [];
      const seen = new Set<number>();
      for (
        let at = heap.isObject(head) ? heap.property(head, 'next') : -1;
        heap.isObject(at) && !seen.has(at);
      ) {
        seen.add(at);
        listeners.push(listenerOf(heap, at));
        at = heap.property(at, 'next');
      }
      const event = key < 0 ? '?' : clip(graph.rawNameOf(key));
      if (listeners.length > 0) found.push({ kind, node, event, holder: head, listeners });
    });
  });
  return found;
}

/** `callback` is bound or wrapped, `listener` is what the program passed, or a WeakRef to it. */
function listenerOf(heap: ViewedHeap, listener: number): number {
  const { nodeType, nodeTypes } = heap.graph;
  for (const name of ['listener', 'callback']) {
    const target = heap.property(listener, name);
    if (target >= 0 && nodeType[target] === nodeTypes.closure) return target;
  }
  return -1;
}

function describe(heap: ViewedHeap, { kind, node, event, holder, listeners }: Found): ListenersRow {
  return {
    kind,
    object: heap.ref(node),
    constructorName: kind === 'AbortSignal' ? kind : clip(heap.constructorName(node)),
    path: accessPath(heap, node),
    event,
    count: listeners.length,
    retainedSize: heap.graph.retainedSize[holder],
    listeners: countFunctions(heap, listeners),
  };
}

/** The functions most of the closures come from. */
export function countFunctions(heap: ViewedHeap, closures: readonly number[]): ListenerCount[] {
  // Closures of one function share its code; describing one of them is enough.
  const counts = new Map<number, { closure: number; count: number }>();
  for (const closure of closures) {
    if (closure < 0) continue;
    const shared = heap.property(closure, 'listener') < 0 ? heap.internal(closure, 'shared') : closure;
    const known = counts.get(shared);
    if (known) known.count++;
    else counts.set(shared, { closure, count: 1 });
  }
  return [...counts.values()]
    .toSorted(
      byLargest(
        ({ count }) => count,
        ({ closure }) => String(closure).padStart(10, '0'),
      ),
    )
    .slice(0, MAX_FUNCTIONS)
    .map(({ closure, count }) => ({ listener: heap.places.describe(closure), count }));
}
