import { type Judgement, hasGrowth } from '../../check/judge.ts';
import { REST_MS } from '../../check/rest.ts';
import { SCARCE_ROUNDS, isLastSnapshotLeftOut, judgeScarce } from '../../check/scarce.ts';
import type { Iterating } from './iterating.ts';
import { decideByRest } from './outlasts-rest.ts';
import type { RoundsOutcome } from './rounds-outcome.ts';

/** Time for iterations, and what is kept back for the last snapshot and looking into it. */
const SCARCE_MS = 12_000;
const SCARCE_LEAST_MS = 4000;
const SCARCE_END = 1.7;
const SCARCE_ITERATIONS = 3000;
/** The one of the warm-up and four later ones, as where snapshots are not scarce. */
const FEWEST_ROUNDS = 5;
const SCARCE_PARTS = SCARCE_ROUNDS.reduce((sum, parts) => sum + parts, 0);

/** Two snapshots, or only the one there is already, and rounds without any between them. */
export async function scarceRounds(iterating: Iterating): Promise<RoundsOutcome> {
  const { taker, time } = iterating;
  const looksMs = SCARCE_ROUNDS.length * iterating.lookMs;
  const isLeftOut = isLastSnapshotLeftOut(taker.snapshotMs, time.msLeft - looksMs - SCARCE_LEAST_MS);
  const endMs = (isLeftOut ? 0 : SCARCE_END * taker.snapshotMs) + REST_MS + 2 * iterating.lookMs;
  const msPerPart = Math.min(SCARCE_MS, (time.msLeft - endMs - looksMs) / 2) / SCARCE_PARTS;
  for (const [i, parts] of SCARCE_ROUNDS.entries()) {
    // On a busy machine a round may cost more than the one before.
    const isInTime = msPerPart > 0 && time.msLeft > msPerPart * parts + iterating.lookMs + endMs;
    const isLast = !isInTime || i === SCARCE_ROUNDS.length - 1;
    if (isInTime) await iterating.iterate(SCARCE_ITERATIONS * parts, msPerPart * parts);
    if (isInTime || !isLeftOut) await iterating.look(!isLeftOut && isLast);
    if (isLast) break;
  }
  const judgement = judgeScarce(taker.rounds);
  const decision = await decideScarce(iterating, judgement);
  return { judgement, decision, iterations: iterating.iterations };
}

async function decideScarce(iterating: Iterating, judgement: Judgement): Promise<RoundsOutcome['decision']> {
  if (iterating.taker.rounds.length < FEWEST_ROUNDS) {
    return { verdict: 'inconclusive', reason: 'too-few-rounds' };
  }
  if (hasGrowth(judgement)) return decideByRest(iterating, judgement);
  if (judgement.undecided.length === 0) return { verdict: 'clean', reason: 'nothing-grows' };
  return judgement.isDyingOut
    ? { verdict: 'clean', reason: 'growth-dies-out' }
    : { verdict: 'inconclusive', reason: 'out-of-time' };
}
