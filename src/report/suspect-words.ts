import type { Suspect, VerdictReason } from '../analysis/leaks/suspect.ts';
import type { SuspectKind } from '../analysis/leaks/suspect-kind.ts';
import { ownHolder } from './own-holder.ts';
import { formatBytes } from './units.ts';

/** What to do about each kind, in one sentence. */
const ADVICE: Record<SuspectKind, string> = {
  'unbounded-array': 'Take out what is done, keep only the last few, or let the array die with the request.',
  'unbounded-map': 'Delete entries that are over, bound the size, or use a WeakMap when others own the keys.',
  'unbounded-set': 'Delete what cannot come again, or use a WeakSet for objects.',
  'object-as-map': 'Delete properties that are over, or use a Map with a bound.',
  'message-history':
    'Keep the last turns, summarise the old ones, and drop the history when the session ends.',
  'unbounded-cache': 'Give the cache a maximum size and a time to live, and key it by what comes back.',
  'event-listeners': 'Remove the listener when done, or listen with { once: true } or a signal.',
  timers: 'Clear the timer when its owner ends; unref() does not let it go.',
  'pending-promises': 'Settle every promise, and do not race against one that outlives the race.',
  'async-context': 'Use run() rather than enterWith(), and forget resources when they are destroyed.',
  'closure-context': 'Let the functions go, or move them out of the scope whose variables they keep.',
  'kept-string': 'Copy the piece that is kept; join parts that are collected; write logs out.',
  'kept-array-buffer': 'Copy what is kept: subarray() and Buffer.slice() keep the whole buffer.',
  'array-buffers': 'Bound the collection, or give buffers back to a pool that takes them.',
  'weak-references': 'Delete the entry when deref() gives undefined; unregister what is finalised.',
  'module-state': 'Keep the state in something that dies, or in a collection with a bound.',
  'module-cache': 'Load once and call a function instead; reuse vm contexts.',
  'repeated-instances': 'Make one and share it, or close each when done.',
  'unclosed-handles': 'Close in a finally, and read or cancel response bodies.',
  'worker-threads': 'Use a pool, end workers with terminate(), and close ports on both sides.',
  'performance-entries':
    'Clear what was read: clearMarks(), clearMeasures(), clearResourceTimings(). Of requests Node keeps 250 at most.',
  'native-memory': 'Look for objects that must be freed by hand, and update native packages.',
  'native-handle-cycle':
    'Close or destroy the object; the garbage collector cannot see that it is done with.',
  'linked-list': 'Cut the chain at some length.',
  'growing-objects': 'See who sets the underlined reference, and who should clear it.',
};

/** Why a step of a leak trace has its verdict. */
const REASONS: Record<VerdictReason, string> = {
  'gc-root': 'a root of the garbage collector',
  module: 'a module lives as long as the program',
  'global-object': 'lives as long as the program',
  'existed-before': 'was there before',
  'gains-objects': 'was there before, and gains objects',
  'one-of-many': 'one of many that came and stayed',
  'grows-in-place': 'grows, and is never replaced',
  'came-while-judging': 'came while judging',
};

/** What to do about a suspect, in one sentence. */
export function adviceFor({ advice, reference, retainingPath }: Suspect): string {
  const isUnseen = retainingPath.length === 0 && reference.name === 'heap';
  return isUnseen ? LOOK_LONGER : ADVICE[advice];
}

/** For a heap that grows and was not looked into. */
const LOOK_LONGER = 'Give it more time by --max-time, or the test less to hold; then what grows is named.';

/** Why a step has its verdict, in a few words. */
export function reasonInWords(reason: VerdictReason): string {
  return REASONS[reason];
}

/**
 * A suspect in one sentence: "`Agent.history` in src/agent.ts:12 gains 1 `{role, content}` (1.5 KiB) each iteration
 * and is never trimmed".
 *
 * @param showFile - How to write a file's path.
 */
export function sentenceFor(suspect: Suspect, showFile: (file: string) => string = (file) => file): string {
  const { reference, perIteration, constructorName, retainingPath } = suspect;
  const where = suspect.place === undefined || suspect.place === 'main' ? '' : `, in ${suspect.place}`;
  if (retainingPath.length === 0) return suspect.title;
  const first = retainingPath.find(({ reason }) => reason === 'one-of-many');
  const what = first?.name ?? constructorName;
  const at = reference.location && `${showFile(reference.location.file)}:${reference.location.line}`;
  const bytes = formatBytes(perIteration.bytes);
  const place = at === null || reference.isPlaceOfObjects ? '' : ` (${at})`;
  const size = at !== null && reference.isPlaceOfObjects ? `${at}, ${bytes}` : bytes;
  const each = suspect.isProven ? 'each iteration' : 'from one label to the next';
  // With a proven one stands its whole path.
  const holder = suspect.isProven ? '' : ownHolder(suspect, showFile);
  const heldBy = holder === '' ? '' : `, held by ${holder}`;
  return perIteration.count === 0
    ? `\`${reference.name}\`${place} grows by ${bytes} ${each}${where}${heldBy}`
    : `\`${reference.name}\`${place} gains ${perIterationCount(perIteration.count)} \`${what}\` (${size}) ${each}${where}${heldBy}`;
}

/** Few are counted exactly, near-whole numbers as whole ones: snapshots catch some in flight. */
function perIterationCount(count: number): string {
  const whole = Math.round(count);
  return whole > 0 && Math.abs(count - whole) < 0.05 * whole
    ? String(whole)
    : count.toFixed(count < 1 ? 3 : 2);
}
