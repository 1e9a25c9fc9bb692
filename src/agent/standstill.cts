// The main thread's side: where the program stands still so that the parent can look at its heap.
import v8 = require('node:v8');
import bridge = require('./start-bridge.cts');
import garbageCollector = require('./garbage-collector.cts');
import callStack = require('./call-stack.cts');
import handledSignals = require('./handled-signals.cts');
import hooks = require('./hooks.cts');
import stopInlining = require('./inlining.cts');
import stopMoves = require('./no-moves.cts');
import settle = require('./settle.cts');
import vmRuns = require('./vm-runs.cts');
import workerMarks = require('./worker-marks.cts');
import type { AgentSettings, Standstill } from './protocol.ts';

/** What the parent calls through the inspector; it takes hold of it at the first standstill. */
interface Reach {
  /** Collects garbage, then tells where and how large the program is, as JSON ({@link Standstill}). */
  look(): string;
  /** `process.memoryUsage()` with `elapsedMs`, as JSON, with no garbage collection. */
  memory(): string;
  /** Whether the program itself handles a signal that has just come; to be asked once for each that comes. */
  isHandled(signal: string): boolean;
  /** Whether nothing of the program's keeps the event loop going. */
  isIdle(): boolean;
  /** Writes a heap snapshot, by the native package if one was given as `--backend`. */
  writeSnapshot(file: string): void;
  /** From here on optimised code inlines nothing. */
  stopInlining(): void;
  /** Hands over what the program's next {@link askForOrder} returns. */
  order(text: string): void;
  /** Turns of the event loop and collections until the heap stops shrinking; tells how many it took. */
  settle(): Promise<number>;
}

let collectGarbage: (() => void) | null = null;
/** With no parent to order anything there is nothing left to do. */
const LAST_ORDER = '{"kind":"end"}';
let nextOrder = LAST_ORDER;

/** Connects the parent, waits for it, and makes the program stand still at its labels. */
function begin(settings: AgentSettings): void {
  // The first thing: its thread starts on the other processor meanwhile.
  const hasParent = bridge.startBridge(settings);
  const reach = makeReach(settings, workerMarks.shareCounter());
  const memprof = { mark: (name: string): void => standStill(`mark:${String(name)}`) };
  Object.defineProperty(globalThis, 'memprof', { value: memprof, configurable: true, writable: true });
  if (settings.exact) stopMoves();
  if (!hasParent()) return;
  // Not sooner: with other flags V8 refuses its cached code of Node's own modules, and starting takes longer.
  if (!settings.keepInlining) stopInlining();
  introduce(reach);
  handledSignals.watchHandlers(settings.signals);
  vmRuns.watchRuns();
  // No tick: the program's first microtasks would have Node's frame for ticks in their stacks.
  let tellLoaded = (): void => undefined;
  void new Promise<void>((resolve) => (tellLoaded = resolve)).then(() => standStill('loaded'));
  hooks.onFirstUserCode(settings.loaderFolders, (runs) => {
    standStill('start');
    // When the first script has run: what nobody holds of it is still there.
    if (runs === 'now') tellLoaded();
  });
  const end = (): void => standStill('end');
  hooks.onExit(end, settings.signals, (pid, signal) => standStill(`signal:${pid} ${signal}`));
}

/** The parent reads `label` in this frame. With no debugger attached this does nothing. */
function standStill(label: string): void {
  // oxlint-disable-next-line no-debugger
  debugger;
  void label;
}

/** Stands still once so that the parent can take hold of `reach`. */
function introduce(reach: Reach): void {
  // oxlint-disable-next-line no-debugger
  debugger;
  void reach;
}

/** Stands still with a report, as JSON, and returns what the parent orders next. For `memprof check`. */
function askForOrder(report: string): string {
  standStill(`check:${report}`);
  const order = nextOrder;
  nextOrder = LAST_ORDER;
  return order;
}

/** Full garbage collection, if this runtime lets it be forced. */
function collect(): void {
  collectGarbage?.();
}

function makeReach(settings: AgentSettings, ignoredMarks: Int32Array): Reach {
  collectGarbage = garbageCollector();
  // Taken now: a program may replace them later.
  const { memoryUsage } = process;
  const activeResources = process.getActiveResourcesInfo.bind(process);
  const now = performance.now.bind(performance);
  const { stringify } = JSON;
  const { load } = Atomics;
  const { writeHeapSnapshot } = v8;
  const backend = openBackend(settings);
  return {
    look() {
      collect();
      const seen: Standstill = {
        memory: memoryUsage(),
        ignoredMarks: load(ignoredMarks, 0),
        elapsedMs: now(),
        activeResources: activeResources(),
        collected: collectGarbage !== null,
      };
      return stringify(seen);
    },
    memory: () => stringify({ ...memoryUsage(), elapsedMs: now() }),
    isHandled: handledSignals.isHandled,
    isIdle: () => isOnEmptyStack() && activeResources().length === openOutputs(),
    writeSnapshot(file) {
      if (backend === null) writeHeapSnapshot(file);
      else backend.snapshot(file);
    },
    stopInlining,
    order: (text) => void (nextOrder = text),
    settle: () => settle(collect),
  };
}

/** What asks for the stack, what counts its frames, `isIdle`, and what the parent evaluates. */
const OWN_FRAMES = 4;
const FRAME = /^ {4}at /gm;

/** False when the parent's call interrupted the program. */
function isOnEmptyStack(): boolean {
  const frames = callStack(OWN_FRAMES + 1).text.match(FRAME);
  // Where nobody can tell it is busy: what is taken for idle is let go.
  return frames !== null && frames.length <= OWN_FRAMES;
}

/** stdout and stderr are listed as active when they are pipes, though they keep no event loop going. */
function openOutputs(): number {
  const handles = (process as unknown as { _getActiveHandles(): { fd?: number }[] })._getActiveHandles();
  return handles.filter(({ fd }) => fd === 1 || fd === 2).length;
}

function openBackend({ backend }: AgentSettings): { snapshot(file: string): void } | null {
  if (backend === null) return null;
  const { open } = require(`./backends/${backend.name}.cjs`) as {
    open: (modulePath: string) => { snapshot(file: string): void };
  };
  return open(backend.modulePath);
}

export = { begin, askForOrder, collect };
