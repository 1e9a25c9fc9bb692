import { judgeRounds } from '../../check/judge.ts';
import { decide } from '../../check/plan.ts';
import { areSnapshotsScarce } from '../../check/scarce.ts';
import type { CheckDriver } from './check-driver.ts';
import { Iterating } from './iterating.ts';
import { outlastsRest } from './outlasts-rest.ts';
import type { RoundTaker } from './round-taker.ts';
import { LET_GO, type RoundsOutcome } from './rounds-outcome.ts';
import { scarceRounds } from './scarce-rounds.ts';

/** Warm-up: the first of the two that is reached, but an iteration at least. */
const WARM_UP_ITERATIONS = 500;
const WARM_UP_MS = 800;

/**
 * Has a driver run stage after stage until what grows is decided.
 *
 * @param maxMs - Undecided after so long: inconclusive.
 * @throws MemprofError when the driver or its target fails.
 */
export async function checkRounds(
  driver: CheckDriver,
  taker: RoundTaker,
  maxMs: number,
): Promise<RoundsOutcome> {
  const iterating = new Iterating(driver, taker, maxMs);
  await iterating.warmUp(WARM_UP_ITERATIONS, WARM_UP_MS);
  if (areSnapshotsScarce(taker.snapshotMs, maxMs)) return scarceRounds(iterating);
  for (;;) {
    const judgement = judgeRounds(taker.rounds);
    const decision = decide(judgement, iterating.progress, maxMs);
    if (decision.kind === 'stop') {
      const isLetGo = decision.verdict === 'leak' && !(await outlastsRest(iterating, judgement));
      const final = isLetGo ? LET_GO : decision;
      return { judgement, decision: final, iterations: iterating.iterations };
    }
    await iterating.stage(decision.iterations, decision.withSnapshot);
  }
}
