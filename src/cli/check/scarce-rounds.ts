import { type Judgement, hasGrowth } from '../../check/judge.ts';
import { SCARCE_ROUNDS, isLastSnapshotLeftOut, judgeScarce } from '../../check/scarce.ts';
import type { Iterating } from './iterating.ts';
import { REST_MS, outlastsRest } from './outlasts-rest.ts';
import { LET_GO, type RoundsOutcome } from './rounds-outcome.ts';

/** Time for iterations, and what is kept back for the last snapshot and looking into it. */
const SCARCE_MS = 12_000;
const SCARCE_LEAST_MS = 4000;
const SCARCE_END = 1.7;
const SCARCE_ITERATIONS = 3000;
const SCARCE_PARTS = SCARCE_ROUNDS.reduce((sum, parts) => sum + parts, 0);

/** Two snapshots, or only the one there is already, and rounds without any between them. */
export async function scarceRounds(iterating: Iterating): Promise<RoundsOutcome> {
  const { taker, msLeft } = iterating;
  const isLeftOut = isLastSnapshotLeftOut(taker.snapshotMs, msLeft - SCARCE_LEAST_MS);
  const left = msLeft - (isLeftOut ? 0 : SCARCE_END * taker.snapshotMs) - REST_MS;
  const msPerPart = Math.min(SCARCE_MS, Math.max(left / 2, SCARCE_LEAST_MS)) / SCARCE_PARTS;
  for (const [i, parts] of SCARCE_ROUNDS.entries()) {
    await iterating.iterate(SCARCE_ITERATIONS * parts, msPerPart * parts);
    await iterating.look(!isLeftOut && i === SCARCE_ROUNDS.length - 1);
  }
  const judgement = judgeScarce(taker.rounds);
  const decision = await decideScarce(iterating, judgement);
  return { judgement, decision, iterations: iterating.iterations };
}

async function decideScarce(iterating: Iterating, judgement: Judgement): Promise<RoundsOutcome['decision']> {
  if (hasGrowth(judgement)) {
    const isKept = await outlastsRest(iterating, judgement);
    return isKept ? { verdict: 'leak', reason: 'grows-in-every-round' } : LET_GO;
  }
  if (judgement.undecided.length === 0) return { verdict: 'clean', reason: 'nothing-grows' };
  return judgement.isDyingOut
    ? { verdict: 'clean', reason: 'growth-dies-out' }
    : { verdict: 'inconclusive', reason: 'out-of-time' };
}
