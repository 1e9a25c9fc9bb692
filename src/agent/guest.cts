// What `memprof attach` and `memprof watch` put into a program that runs already: the text of this file, through
// its inspector. Node's builtins only; `leave` takes it out again.
import perfHooks = require('node:perf_hooks');
import closeInspector = require('./close-inspector.cts');
import garbageCollector = require('./garbage-collector.cts');
import watchOver = require('./watch-over.cts');
import type { GuestPulse, Standstill } from './protocol.ts';

const collectGarbage = garbageCollector();
// Taken now: a program may replace them later.
const { memoryUsage } = process;
const now = performance.now.bind(performance);
const { stringify } = JSON;
/** What undoes each thing that was done to the program. */
const undo: (() => void)[] = [];
/** Garbage collections since the last pulse, by kind: how many, and how long they took in milliseconds. */
let collections: Record<string, { count: number; milliseconds: number }> = {};
let delays: perfHooks.IntervalHistogram | null = null;
let utilization = performance.eventLoopUtilization();
let watch: ReturnType<typeof watchOver> | null = null;

const KINDS: Record<number, string> = {
  [perfHooks.constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [perfHooks.constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [perfHooks.constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [perfHooks.constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak',
};

/** The parent reads `label` in this frame. */
function standStill(label: string): void {
  // oxlint-disable-next-line no-debugger
  debugger;
  void label;
}

/** Gives the program a `memprof.mark()` as under `memprof run`, and makes it stand still before it exits. */
function watchLabels(): void {
  if (globalThis.memprof === undefined) {
    const memprof = { mark: (name: string): void => standStill(`mark:${String(name)}`) };
    Object.defineProperty(globalThis, 'memprof', { value: memprof, configurable: true, writable: true });
    undo.push(() => {
      if (globalThis.memprof === memprof) Reflect.deleteProperty(globalThis, 'memprof');
    });
  }
  const own = Object.getOwnPropertyDescriptor(process, 'emit');
  const emit = process.emit as (this: unknown, ...args: unknown[]) => boolean;
  const emitAndEnd = function (this: unknown, ...args: unknown[]): boolean {
    try {
      return emit.apply(this, args);
    } finally {
      if (args[0] === 'exit') standStill('end');
    }
  };
  Object.defineProperty(process, 'emit', { value: emitAndEnd, configurable: true, writable: true });
  undo.push(() => {
    // Somebody may have wrapped it once more; then ours stays, and does nothing without a debugger.
    if ((process.emit as unknown) !== emitAndEnd) return;
    Reflect.deleteProperty(process, 'emit');
    if (own !== undefined) Object.defineProperty(process, 'emit', own);
  });
}

/** Begins to count garbage collections and to measure the event loop's delay. */
function watchPulse(): void {
  const observer = new perfHooks.PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { readonly detail: { readonly kind: number } }).detail;
      const seen = (collections[KINDS[kind] ?? 'other'] ??= { count: 0, milliseconds: 0 });
      seen.count++;
      seen.milliseconds += entry.duration;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  const histogram = perfHooks.monitorEventLoopDelay({ resolution: 10 });
  histogram.enable();
  delays = histogram;
  undo.push(
    () => observer.disconnect(),
    () => histogram.disable(),
  );
}

/** What has happened since the last time, as JSON ({@link GuestPulse}). */
function pulse(): string {
  const current = performance.eventLoopUtilization();
  const nanoseconds = 1e6;
  const hasDelays = delays !== null && delays.count > 0;
  const seen: GuestPulse = {
    memory: memoryUsage(),
    elapsedMs: now(),
    collections,
    // The timer itself waits 10 ms each time.
    delayMs: hasDelays
      ? {
          median: Math.max(0, delays!.percentile(50) / nanoseconds - 10),
          p99: Math.max(0, delays!.percentile(99) / nanoseconds - 10),
          most: Math.max(0, delays!.max / nanoseconds - 10),
        }
      : null,
    utilization: performance.eventLoopUtilization(current, utilization).utilization,
  };
  collections = {};
  delays?.reset();
  utilization = current;
  return stringify(seen);
}

/**
 * Leaves by itself when memprof is killed: an inspector that memprof has opened would stay open.
 *
 * @param pid - memprof's process id, or null when this process cannot see it.
 */
function watchParent(pid: number | null): void {
  watch = watchOver(pid, () => leave(true));
  undo.push(watch.stop);
}

/** Takes everything back, and closes the inspector if memprof has opened it. */
function leave(closesInspector: boolean): void {
  for (const step of undo.splice(0)) step();
  if (closesInspector) closeInspector.closeWhenAlone();
}

export = {
  look(): string {
    collectGarbage?.();
    const seen: Standstill = {
      memory: memoryUsage(),
      ignoredMarks: 0,
      elapsedMs: now(),
      activeResources: process.getActiveResourcesInfo(),
      collected: collectGarbage !== null,
    };
    return stringify(seen);
  },
  memory: (): string => stringify({ ...memoryUsage(), elapsedMs: now() }),
  watchLabels,
  watchPulse,
  pulse,
  watchParent,
  /** memprof is still there. */
  greet: (): void => watch?.heard(),
  leave,
};
