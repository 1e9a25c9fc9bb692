import type { Judgement } from '../../check/judge.ts';
import { type RestOutcome, mayExpire, outcomeOfRest } from '../../check/rest.ts';
import type { Round } from '../../check/rounds.ts';
import { areSnapshotsScarce } from '../../check/scarce.ts';
import type { Iterating } from './iterating.ts';

/** Time for idle connections to close and queues to drain, in milliseconds. */
export const REST_MS = 2000;
/** Time that entries get to expire, from the warm-up on: a cache is seldom asked to keep anything for less. */
const EXPIRY_MS = 12_000;
/** What is going gets so many further rests. */
const FURTHER_RESTS = 3;
const FURTHER_REST_MS = 4000;
/** After a rest a hundredth of the iterations so far, but not longer than this: some expire only when used. */
const TOUCH_SHARE = 0.01;
const TOUCH_MS = 500;

/** Whether what grew is still there when the program had time to let it go: only then is it a leak. */
export async function outlastsRest(iterating: Iterating, judgement: Judgement): Promise<boolean> {
  const { rounds, stages, snapshotMs } = iterating.taker;
  const [first, before, lastStage] = [stages[0], rounds.at(-1), stages.at(-1)];
  if (first === undefined || before === undefined || lastStage === undefined) return true;
  const toExpiry = EXPIRY_MS - iterating.msSinceWarmUp;
  let ms = mayExpire(first, lastStage) ? Math.max(REST_MS, toExpiry) : REST_MS;
  const withSnapshot = before.kinds !== null && !areSnapshotsScarce(snapshotMs, iterating.maxMs);
  let outcome: RestOutcome = 'going';
  for (let rests = 0; outcome === 'going' && rests <= FURTHER_RESTS; rests++) {
    const beforeRest = rests === 0 ? before : rounds.at(-1)!;
    const after = await rest(iterating, ms, withSnapshot);
    outcome = outcomeOfRest(first, before, after, judgement);
    // What stays the same through a further rest is not going any more.
    if (rests > 0 && outcomeOfRest(first, beforeRest, after, judgement) === 'kept') break;
    ms = FURTHER_REST_MS;
  }
  return outcome !== 'let-go';
}

async function rest(iterating: Iterating, ms: number, withSnapshot: boolean): Promise<Round> {
  await iterating.driver.rest(ms);
  await iterating.iterate(Math.ceil(iterating.iterations * TOUCH_SHARE), TOUCH_MS);
  await iterating.look(withSnapshot);
  return iterating.taker.rounds.at(-1)!;
}
