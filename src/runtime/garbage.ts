import type { PerformanceEntry, PerformanceObserver } from 'node:perf_hooks';
import { inspectorSession } from './inspector-session.ts';

/**
 * Collects all garbage, through the inspector: no `--expose-gc` is needed. Takes some 20 ms, and more with the heap.
 *
 * What a `WeakRef` gave out stays alive until the turn of the event loop is over, so a turn passes before each of
 * the two collections; the second also frees what finalizers let go. For tests and leak hunts, never as a cure:
 * V8 knows better when to collect.
 */
export async function collectGarbage(): Promise<void> {
  for (let round = 0; round < 2; round++) {
    await nextTurn();
    // The reply comes before post() returns: this connection lives in the same thread.
    inspectorSession().post('HeapProfiler.collectGarbage');
  }
  await nextTurn();
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}

/** Collections of one kind since `start()`. */
export interface GcKindStatistics {
  readonly count: number;
  /** Time the program stood still, in milliseconds. */
  readonly totalMs: number;
  readonly longestMs: number;
}

/** V8's four kinds of collection. */
export type GcKind = 'minor' | 'major' | 'incremental' | 'weak-callbacks';

type GcEntry = PerformanceEntry & { readonly detail: { readonly kind: number } };

/** By the numbers of `perf_hooks.constants.NODE_PERFORMANCE_GC_…`. */
const KINDS = new Map<number, GcKind>([
  [1, 'minor'],
  [4, 'major'],
  [8, 'incremental'],
  [16, 'weak-callbacks'],
]);

/**
 * Counts V8's garbage collections and the time they take. Four sums, whatever the running time.
 *
 * Figures arrive one turn of the event loop late; `statistics()` also takes in those that are waiting.
 */
export class GcStatistics {
  #observer: PerformanceObserver | undefined;
  readonly #byKind = new Map<GcKind, { count: number; totalMs: number; longestMs: number }>();

  /** Begins to count; does nothing when it already does. */
  start(): this {
    if (this.#observer !== undefined) return this;
    const { PerformanceObserver: NewObserver } = process.getBuiltinModule('node:perf_hooks');
    this.#observer = new NewObserver((list) => this.#take(list.getEntries()));
    this.#observer.observe({ entryTypes: ['gc'] });
    return this;
  }

  /** Stops counting; the figures stay. */
  stop(): void {
    this.#take(this.#observer?.takeRecords() ?? []);
    this.#observer?.disconnect();
    this.#observer = undefined;
  }

  [Symbol.dispose](): void {
    this.stop();
  }

  /** The figures so far; kinds that did not happen are missing. */
  statistics(): ReadonlyMap<GcKind, GcKindStatistics> {
    this.#take(this.#observer?.takeRecords() ?? []);
    return new Map([...this.#byKind].map(([kind, figures]) => [kind, { ...figures }]));
  }

  #take(entries: readonly PerformanceEntry[]): void {
    for (const entry of entries) {
      const kind = KINDS.get((entry as GcEntry).detail.kind);
      if (kind === undefined) continue;
      const figures = this.#byKind.get(kind) ?? { count: 0, totalMs: 0, longestMs: 0 };
      figures.count++;
      figures.totalMs += entry.duration;
      figures.longestMs = Math.max(figures.longestMs, entry.duration);
      this.#byKind.set(kind, figures);
    }
  }
}
