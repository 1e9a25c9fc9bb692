import type { Judgement } from './judge.ts';
import { outsideValue } from './outside.ts';
import type { Round } from './rounds.ts';

/** So much of the growth has to be there still after a rest: what time lets go of is no leak. */
const KEPT = 0.5;
/** Time for idle connections to close and queues to drain, in milliseconds. */
export const REST_MS = 2000;
/** A rest that takes less than this of the growth with it has shown that nothing goes. */
const STEADY = 0.95;

/** What a rest has shown. */
export type RestOutcome =
  /** It is there still. */
  | 'kept'
  /** Most of it is gone: entries have expired, idle connections were closed, a queue was drained. */
  | 'let-go'
  /** Some of it is gone, and more might go. */
  | 'going';

/**
 * Tells whether what grew outlasts a rest in which the program had nothing to do but what it does by itself, and then
 * a few iterations, as some look for what has expired only when they are used.
 *
 * @param first - The round the growth is counted from.
 * @param before - The last round before the rest.
 * @param after - The state after it.
 */
export function outcomeOfRest(first: Round, before: Round, after: Round, judgement: Judgement): RestOutcome {
  const haveKinds = first.kinds !== null && before.kinds !== null && after.kinds !== null;
  const kept = sizesOf(judgement, haveKinds).map((size) => {
    const growth = size(before) - size(first);
    return growth <= 0 ? 0 : (size(after) - size(first)) / growth;
  });
  const most = Math.max(...kept);
  if (kept.length === 0 || most >= STEADY) return 'kept';
  return most < KEPT ? 'let-go' : 'going';
}

/**
 * What is measured of a round: bytes of the kinds that grow (where a snapshot is missing, of the heap and external
 * memory), and whatever grows outside and can be closed.
 */
function sizesOf({ growing, outside }: Judgement, haveKinds: boolean): ((round: Round) => number)[] {
  const sizes = outside
    .filter(({ trend }) => trend === 'growing')
    .map(
      ({ series }) =>
        (round: Round) =>
          outsideValue(series, round.figures) ?? 0,
    );
  if (growing.length === 0) return sizes;
  const heap = haveKinds
    ? ({ kinds }: Round) => growing.reduce((sum, { kind }) => sum + (kinds?.get(kind)?.bytes ?? 0), 0)
    : ({ figures }: Round) => figures.heapUsedBytes + figures.externalBytes;
  return [heap, ...sizes];
}

/** Fewer times or dates than one in so many iterations are the program's own affair. */
const FEW = 0.05;

/**
 * Whether what grew could expire by itself: that takes a timer, or a time in each entry. V8 keeps a time in a number
 * of its own, as it is too large for a small integer.
 */
export function mayExpire(first: Round, last: Round): boolean {
  const iterations = last.iterations - first.iterations;
  const grewBy = (kind: string): number =>
    (last.kinds?.get(kind)?.count ?? 0) - (first.kinds?.get(kind)?.count ?? 0);
  const hasTimer = (last.kinds?.get('object Timeout')?.count ?? 0) > 0;
  return hasTimer || grewBy('number') + grewBy('object Date') >= FEW * iterations;
}
