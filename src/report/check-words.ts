import type { SuspectKind } from '../analysis/leaks/suspect.ts';
import type { CheckResult, CheckedSuspect } from '../check/result.ts';
import { formatBytes } from './units.ts';
import { printable } from './untrusted.ts';

const ADVICE: Record<SuspectKind, string> = {
  'unbounded-array': 'Remove entries when they are done with, or keep only the last ones.',
  'unbounded-map': 'Delete entries when they are done with, or use a cache with a limit.',
  'unbounded-set': 'Delete entries when they are done with, or use a WeakSet.',
  'object-as-map': 'Delete keys when they are done with, or use a Map with a limit.',
  'message-history': 'Trim or summarise the conversation, or keep one for each session and let it go.',
  'unbounded-cache': 'Give the cache a largest size or a time to live.',
  'event-listeners': 'Remove the listener when done, or listen with { once: true } or { signal }.',
  timers: 'Clear the timer when what it serves is done.',
  'pending-promises':
    'Settle the promise, or do not race or chain onto one that lives as long as the program.',
  'async-context': 'Leave the asynchronous context, or store less in it.',
  'closure-context': 'Let the closure go, or do not share its scope with what is large.',
  'kept-string': 'Copy the part that is needed, so that the whole string can go.',
  'kept-array-buffer': 'Copy the part that is needed, so that the whole buffer can go.',
  'array-buffers': 'Let go of buffers, or give the pool that holds them a limit.',
  'weak-references': 'Remove the entries of collected objects; a WeakRef itself is an object too.',
  'module-state': 'Keep the state for each request, or empty it.',
  'module-cache': 'Do not load code under ever new names.',
  'repeated-instances': 'Make one and use it again.',
  'unclosed-handles': 'Close it when done, also when something failed.',
  'worker-threads': 'Terminate workers, or use a pool.',
  'native-memory': 'Look for a native resource that has to be freed or closed.',
  'native-handle-cycle': 'Close the native handle.',
  'linked-list': 'Cut the chain: each element keeps all before it.',
  'growing-objects': 'Find what should let go of them on the path above.',
};

/** What to do about a suspect. */
export function adviceFor({ advice, upstream }: CheckedSuspect): string {
  return upstream?.advice ?? ADVICE[advice];
}

/** One sentence: what gains what, how much of it, each iteration. */
export function sentenceFor(suspect: CheckedSuspect): string {
  const { reference, perIteration, title } = suspect;
  const what = title.startsWith(`${reference.name} gains `) ? title.slice(reference.name.length + 7) : title;
  const place =
    reference.location === null ? '' : ` in ${reference.location.file}:${reference.location.line}`;
  const size = `${formatAmount(perIteration.count)} ${what} (${formatBytes(perIteration.bytes)})`;
  return printable(`${reference.name}${place} gains ${size} each iteration and does not let go.`);
}

/** `1`, `0.25`, `30`: a number an iteration. */
export function formatAmount(value: number): string {
  const rounded = Math.abs(value) >= 10 ? Math.round(value) : Math.round(value * 100) / 100;
  return String(rounded === 0 && value > 0 ? '<0.01' : rounded);
}

/** The verdict in one line. */
export function headlineFor(result: CheckResult): string {
  const { verdict, reason, iterations, rounds, elapsedMs } = result;
  const effort = `${iterations} iterations, ${rounds} rounds, ${(elapsedMs / 1000).toFixed(1)} s`;
  return `${HEADLINES[verdict]}: ${REASONS[reason]} (${effort})`;
}

const HEADLINES = { leak: 'Leak', clean: 'Clean', inconclusive: 'Inconclusive' } as const;

const REASONS: Record<CheckResult['reason'], string> = {
  'grows-in-every-round': 'it grows in every round and does not stop',
  'nothing-grows': 'nothing grows any more',
  'growth-dies-out': 'growth dies out from round to round',
  'growth-not-steady': 'nothing grows in every round',
  'out-of-time': 'something still grew unevenly when time was up; give more by --max-time',
  'too-few-rounds': 'too few rounds to tell; give more by --max-time, or more labels',
};

const OUTSIDE: Record<CheckResult['outside'][number]['series'], string> = {
  arrayBuffers: 'ArrayBuffers',
  external: 'memory outside the heap',
  rss: 'native memory that nothing in the heap accounts for',
  fileDescriptors: 'open file descriptors',
  handles: 'active handles',
  timers: 'pending timers',
  workers: 'threads',
  wasm: 'WebAssembly memory',
};
const COUNTED = new Set(['fileDescriptors', 'handles', 'timers', 'workers']);

/** What grows outside the heap, a line each: `ArrayBuffers: +36 KiB each iteration`. */
export function outsideLines({ outside }: CheckResult): string[] {
  return outside
    .filter(({ trend }) => trend === 'growing')
    .map(({ series, perIteration }) => {
      const amount = COUNTED.has(series) ? formatAmount(perIteration) : formatBytes(perIteration);
      return `${OUTSIDE[series]}: +${amount} each iteration`;
    });
}
