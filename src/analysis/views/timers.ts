import type { FunctionRef } from './function-places.ts';
import { NodeGroups } from './node-groups.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** Timers that wait, with one callback. */
export interface TimersRow {
  readonly kind: 'setTimeout' | 'setInterval' | 'setImmediate';
  /** The shortest delay; null for `setImmediate`, and where the snapshot does not tell. */
  readonly delayMs: number | null;
  /** The longest; null where `delayMs` is. */
  readonly longestDelayMs: number | null;
  readonly callback: FunctionRef;
  readonly count: number;
  /** Bytes the timers retain, callbacks included. */
  readonly retainedSize: number;
}

/** What `memprof analyze <file> timers` says. */
export interface TimersView extends Rows<TimersRow> {
  readonly view: 'timers';
  readonly totalSize: number;
  /** Timers that wait. */
  readonly timerCount: number;
  /** Timers that ran or were cleared and are still referred to. */
  readonly doneCount: number;
}

/** Timers by callback, those that retain most first. */
export function viewTimers(heap: ViewedHeap, { limit }: ViewOptions): TimersView {
  const groups = new NodeGroups<Timers>(heap);
  let timerCount = 0;
  let doneCount = 0;
  const delayOf = findDelays(heap);
  heap.eachEdge('property', '_onTimeout', (timer, callback) => {
    if (!heap.isNamed(timer, 'Timeout')) return;
    if (!isCallback(heap, callback) || !heap.isObject(heap.property(timer, '_idleNext'))) {
      doneCount++;
      return;
    }
    timerCount++;
    const kind = isInterval(heap, timer) ? 'setInterval' : 'setTimeout';
    const key = keyOf(heap, kind, callback);
    groups.add(timer, key, () => ({ kind, callback, shortestMs: Infinity, longestMs: -Infinity }));
    const delayMs = delayOf.get(timer);
    if (delayMs !== undefined) widen(groups.get(key)!, delayMs);
  });
  heap.eachEdge('property', '_onImmediate', (immediate, callback) => {
    if (!heap.isNamed(immediate, 'Immediate')) return;
    if (!isCallback(heap, callback)) {
      doneCount++;
      return;
    }
    timerCount++;
    groups.add(immediate, keyOf(heap, 'setImmediate', callback), () => ({
      kind: 'setImmediate',
      callback,
      shortestMs: Infinity,
      longestMs: -Infinity,
    }));
  });
  const { rows, rowCount } = cut(groups.totals(), limit);
  return {
    view: 'timers',
    totalSize: heap.totalSize,
    timerCount,
    doneCount,
    rows: rows.map(({ value, count, retainedSize }) => ({
      kind: value.kind,
      delayMs: Number.isFinite(value.shortestMs) ? value.shortestMs : null,
      longestDelayMs: Number.isFinite(value.longestMs) ? value.longestMs : null,
      callback: heap.places.describe(value.callback),
      count,
      retainedSize,
    })),
    rowCount,
  };
}

interface Timers {
  readonly kind: TimersRow['kind'];
  /** Ordinal of one of the callbacks. */
  readonly callback: number;
  shortestMs: number;
  longestMs: number;
}

function widen(timers: Timers, delayMs: number): void {
  timers.shortestMs = Math.min(timers.shortestMs, delayMs);
  timers.longestMs = Math.max(timers.longestMs, delayMs);
}

function keyOf(heap: ViewedHeap, kind: string, callback: number): string {
  return `${kind} ${heap.internal(callback, 'shared')}`;
}

/** Node puts null there when a timer is done. */
function isCallback({ graph }: ViewedHeap, node: number): boolean {
  return graph.nodeType[node] === graph.nodeTypes.closure;
}

/** `_repeat` is null for a timeout and a number for an interval; V8 draws no edge to small numbers. */
function isInterval(heap: ViewedHeap, timer: number): boolean {
  const { graph } = heap;
  const repeat = heap.property(timer, '_repeat');
  return repeat < 0 || graph.nodeType[repeat] !== graph.nodeTypes.hidden;
}

/**
 * For the ordinal of each timer in a list, its delay in milliseconds. Numbers are not in a snapshot, but Node keeps
 * a list for each delay, in an object that has the delay as index.
 */
function findDelays(heap: ViewedHeap): Map<number, number> {
  const { graph } = heap;
  const { nodeCount, nodeType, nodeTypes, edgeTypes, retainers } = graph;
  const delays = new Map<number, number>();
  for (let list = 0; list < nodeCount; list++) {
    if (nodeType[list] !== nodeTypes.object || !heap.isNamed(list, 'TimersList')) continue;
    // The queue of lists, an array, refers to them by index as well: there the index means nothing.
    const edge = retainers
      .edgesTo(list)
      .find(
        (candidate) =>
          heap.edgeKind(candidate) === edgeTypes.element &&
          !heap.isNamed(retainers.sourceOf(candidate), 'Array'),
      );
    if (edge === undefined) continue;
    const delay = Number(graph.edgeNameOf(edge));
    let timer = heap.property(list, '_idleNext');
    while (heap.isObject(timer) && timer !== list && !delays.has(timer)) {
      delays.set(timer, delay);
      timer = heap.property(timer, '_idleNext');
    }
  }
  return delays;
}
