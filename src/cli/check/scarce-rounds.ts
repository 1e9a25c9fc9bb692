import { type Judgement, hasGrowth } from '../../check/judge.ts';
import { REST_MS } from '../../check/rest.ts';
import type { Round } from '../../check/rounds.ts';
import { SCARCE_ROUNDS, isLastSnapshotLeftOut, judgeScarce } from '../../check/scarce.ts';
import type { Iterating } from './iterating.ts';
import { decideByRest } from './outlasts-rest.ts';
import type { RoundsOutcome } from './rounds-outcome.ts';

/** Time for iterations, and what is kept back for the last snapshot and looking into it. */
const SCARCE_MS = 12_000;
const SCARCE_LEAST_MS = 4000;
const SCARCE_END = 1.7;
const SCARCE_ITERATIONS = 3000;
/** Four after the one that was there, as where snapshots are not scarce. */
const FEWEST_ROUNDS = 4;
/** The heap is let grow by so much of itself: what the last snapshot takes is foreseen by the first. */
const MOST_GROWTH = 0.7;
const SCARCE_PARTS = SCARCE_ROUNDS.reduce((sum, parts) => sum + parts, 0);

/** Two snapshots, or only those there are already, and rounds without any between them. */
export async function scarceRounds(iterating: Iterating): Promise<RoundsOutcome> {
  const { taker, time } = iterating;
  const looksMs = SCARCE_ROUNDS.length * iterating.lookMs;
  const isLeftOut = isLastSnapshotLeftOut(taker.snapshotMs, time.msLeft - looksMs - SCARCE_LEAST_MS);
  const endMs = (isLeftOut ? 0 : SCARCE_END * taker.snapshotMs) + REST_MS + 2 * iterating.lookMs;
  const msPerPart = Math.min(SCARCE_MS, (time.msLeft - endMs - looksMs) / 2) / SCARCE_PARTS;
  const before = taker.rounds.length;
  let iterationsPerPart = SCARCE_ITERATIONS;
  for (const [i, parts] of SCARCE_ROUNDS.entries()) {
    // On a busy machine a round may cost more than the one before.
    const isInTime = msPerPart > 0 && time.msLeft > msPerPart * parts + iterating.lookMs + endMs;
    const isLast = !isInTime || i === SCARCE_ROUNDS.length - 1;
    if (isInTime) await iterating.iterate(Math.ceil(iterationsPerPart * parts), msPerPart * parts);
    if (isInTime || !isLeftOut) await iterating.look(!isLeftOut && isLast);
    if (isLast) break;
    iterationsPerPart = Math.min(
      SCARCE_ITERATIONS,
      iterationsToGrow(taker.rounds.slice(before - 1)) / SCARCE_PARTS,
    );
  }
  const judgement = judgeScarce(taker.rounds);
  const decision =
    taker.rounds.length - before < FEWEST_ROUNDS ? TOO_FEW : await decideScarce(iterating, judgement);
  return { judgement, decision, iterations: iterating.iterations };
}

const TOO_FEW = { verdict: 'inconclusive', reason: 'too-few-rounds' } as const;

/** In how many iterations the heap grows by {@link MOST_GROWTH}, by what it has grown since the first round. */
function iterationsToGrow(rounds: readonly Round[]): number {
  const [first, last] = [rounds[0], rounds.at(-1)];
  if (first === undefined || last === undefined) return Infinity;
  const grown = last.figures.heapUsedBytes - first.figures.heapUsedBytes;
  const most = MOST_GROWTH * first.figures.heapUsedBytes;
  return grown <= 0 ? Infinity : (most / grown) * (last.iterations - first.iterations);
}

async function decideScarce(iterating: Iterating, judgement: Judgement): Promise<RoundsOutcome['decision']> {
  if (hasGrowth(judgement)) return decideByRest(iterating, judgement);
  if (judgement.undecided.length === 0) return { verdict: 'clean', reason: 'nothing-grows' };
  return judgement.isDyingOut
    ? { verdict: 'clean', reason: 'growth-dies-out' }
    : { verdict: 'inconclusive', reason: 'out-of-time' };
}
