import type { CheckResult, CheckedSuspect } from '../check/result.ts';
import { formatAmount } from './amount.ts';
import { adviceFor, sentenceFor } from './suspect-words.ts';
import { formatBytes, formatCount } from './units.ts';
import { printable } from './untrusted.ts';

/** What to do about a suspect: the word of its own issue, when it is known upstream. */
export function checkAdviceFor(suspect: CheckedSuspect): string {
  return suspect.upstream?.advice ?? adviceFor(suspect);
}

/** A suspect in one sentence, fit to print. */
export function checkSentenceFor(suspect: CheckedSuspect): string {
  return `${printable(sentenceFor(suspect))}.`;
}

/** The verdict in one line. */
export function headlineFor(result: CheckResult): string {
  const { verdict, reason, iterations, rounds, elapsedMs } = result;
  const effort = `${formatCount(iterations)} iterations, ${rounds} rounds, ${(elapsedMs / 1000).toFixed(1)} s`;
  return `${HEADLINES[verdict]}: ${REASONS[reason]} (${effort})`;
}

const HEADLINES = { leak: 'Leak', clean: 'Clean', inconclusive: 'Inconclusive' } as const;

const REASONS: Record<CheckResult['reason'], string> = {
  'grows-in-every-round': 'it grows in every round and does not stop',
  'nothing-grows': 'nothing grows any more',
  'growth-dies-out': 'growth dies out from round to round',
  'let-go-in-time': 'what grew was let go of after a moment of rest',
  'growth-not-steady': 'nothing grows in every round',
  'out-of-time': 'something still grew unevenly when time was up; give more by --max-time',
  'no-time-to-rest':
    'it grows, but there was no time to see whether a rest lets go of it; give more by --max-time',
  'too-few-rounds': 'too few rounds to tell; give more by --max-time, or more labels',
};

const OUTSIDE: Record<CheckResult['outside'][number]['series'], string> = {
  heap: 'the heap (too large for the time allowed to look into it; --max-time gives more)',
  arrayBuffers: 'ArrayBuffers',
  external: 'memory outside the heap',
  rss: 'native memory that nothing in the heap accounts for',
  fileDescriptors: 'open file descriptors',
  handles: 'active handles',
  timers: 'pending timers',
  workers: 'threads',
  workerHeaps: 'heaps of worker threads',
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
