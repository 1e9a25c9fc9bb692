import type { Judgement } from './judge.ts';
import type { Round } from './rounds.ts';

/** So much of the growth has to be there still after a rest: what timers let go of is no leak. */
const KEPT = 0.5;

/**
 * Whether what grew outlasts a rest in which the program had nothing to do but what it does by itself: let entries
 * expire, close idle connections, drain a queue.
 *
 * @param first - The round the growth is counted from.
 * @param before - The last round before the rest.
 * @param after - The state after it.
 */
export function outlastsRest(first: Round, before: Round, after: Round, judgement: Judgement): boolean {
  const size = sizeOf(judgement, first.kinds !== null && before.kinds !== null && after.kinds !== null);
  // Descriptors, handles and the like are closed by those who opened them.
  if (judgement.growing.length === 0) return true;
  return size(after) - size(first) >= KEPT * (size(before) - size(first));
}

/** Bytes of the kinds that grow; where a snapshot is missing, of the heap and external memory. */
function sizeOf({ growing }: Judgement, haveKinds: boolean): (round: Round) => number {
  if (!haveKinds) return ({ figures }) => figures.heapUsedBytes + figures.externalBytes;
  return ({ kinds }) => growing.reduce((sum, { kind }) => sum + (kinds?.get(kind)?.bytes ?? 0), 0);
}
