import { judgeRounds } from '../../check/judge.ts';
import { decide } from '../../check/plan.ts';
import { areSnapshotsScarce } from '../../check/scarce.ts';
import type { CheckDriver } from './check-driver.ts';
import { Iterating } from './iterating.ts';
import { decideByRest } from './outlasts-rest.ts';
import type { RoundTaker } from './round-taker.ts';
import type { RoundsOutcome } from './rounds-outcome.ts';
import { scarceRounds } from './scarce-rounds.ts';
import type { TimeLimit } from './time-limit.ts';

/** Warm-up: the first of the two that is reached, but an iteration at least. */
const WARM_UP_ITERATIONS = 500;
const WARM_UP_MS = 800;

/**
 * Has a driver run stage after stage until what grows is decided.
 *
 * @param time - Undecided when it is up: inconclusive.
 * @throws MemprofError when the driver or its target fails; OutOfTime when something takes far longer than foreseen.
 */
export async function checkRounds(
  driver: CheckDriver,
  taker: RoundTaker,
  time: TimeLimit,
): Promise<RoundsOutcome> {
  const iterating = new Iterating(driver, taker, time);
  await iterating.warmUp(WARM_UP_ITERATIONS, WARM_UP_MS);
  // What the start has used up does not come back.
  if (areSnapshotsScarce(taker.snapshotMs, time.msLeft + taker.snapshotMs)) return scarceRounds(iterating);
  for (;;) {
    const judgement = judgeRounds(taker.rounds);
    const decision = decide(judgement, iterating.progress, time.maxMs);
    // The heap has grown, or the machine is busier than it was: there is still time for rounds without a snapshot.
    if (decision.kind === 'stop' && decision.reason === 'too-few-rounds') return scarceRounds(iterating);
    if (decision.kind === 'stop') {
      const final = decision.verdict === 'leak' ? await decideByRest(iterating, judgement) : decision;
      return { judgement, decision: final, iterations: iterating.iterations };
    }
    await iterating.stage(decision.iterations, decision.withSnapshot);
  }
}
