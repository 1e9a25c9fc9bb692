import type { Judgement } from '../../check/judge.ts';
import { REST_MS, type RestOutcome, mayExpire, outcomeOfRest } from '../../check/rest.ts';
import type { Round } from '../../check/rounds.ts';
import { areSnapshotsScarce } from '../../check/scarce.ts';
import type { Iterating } from './iterating.ts';
import type { RoundsOutcome } from './rounds-outcome.ts';

/** Time that entries get to expire, from the warm-up on: a cache is seldom asked to keep anything for less. */
const EXPIRY_MS = 12_000;
/** What is going gets so many further rests. */
const FURTHER_RESTS = 3;
const FURTHER_REST_MS = 4000;
/** After a rest a hundredth of the iterations so far, but not longer than this: some expire only when used. */
const TOUCH_SHARE = 0.01;
const TOUCH_MS = 500;
/** The heap has grown since the last snapshot. */
const LAST_SNAPSHOT = 1.3;

/**
 * Gives what grew time to go: only what is still there then is a leak. Where there is no time for that, nothing is
 * decided.
 */
export async function decideByRest(
  iterating: Iterating,
  judgement: Judgement,
): Promise<RoundsOutcome['decision']> {
  const { rounds, stages } = iterating.taker;
  const [first, before, lastStage] = [stages[0], rounds.at(-1), stages.at(-1)];
  if (first === undefined || before === undefined || lastStage === undefined) return LEAK;
  const wanted = mayExpire(first, lastStage)
    ? Math.max(REST_MS, EXPIRY_MS - iterating.msSinceWarmUp)
    : REST_MS;
  const snapshots = before.kinds !== null && !isScarce(iterating);
  const withSnapshot = snapshots && costOfRest(iterating, REST_MS, true) < iterating.time.msToCut;
  const ms = Math.min(wanted, iterating.time.msToCut - costOfRest(iterating, 0, withSnapshot));
  if (ms < REST_MS) return UNDECIDED;
  let after = await rest(iterating, ms, withSnapshot);
  let outcome: RestOutcome = outcomeOfRest(first, before, after, judgement);
  if (outcome === 'kept' && ms < wanted) return UNDECIDED;
  for (let rests = 0; outcome === 'going' && rests < FURTHER_RESTS; rests++) {
    if (costOfRest(iterating, FURTHER_REST_MS, withSnapshot) > iterating.time.msToCut) return UNDECIDED;
    const beforeRest = after;
    after = await rest(iterating, FURTHER_REST_MS, withSnapshot);
    outcome = outcomeOfRest(first, before, after, judgement);
    // What stays the same through a further rest is not going any more.
    if (outcomeOfRest(first, beforeRest, after, judgement) === 'kept') break;
  }
  return outcome === 'let-go' ? LET_GO : LEAK;
}

const LEAK = { verdict: 'leak', reason: 'grows-in-every-round' } as const;
const LET_GO = { verdict: 'clean', reason: 'let-go-in-time' } as const;
const UNDECIDED = { verdict: 'inconclusive', reason: 'no-time-to-rest' } as const;

function isScarce({ taker, time }: Iterating): boolean {
  return areSnapshotsScarce(taker.snapshotMs, time.maxMs);
}

function costOfRest({ taker, lookMs }: Iterating, ms: number, withSnapshot: boolean): number {
  // It comes to rest twice: after the wait, and after the touch.
  return ms + 2 * lookMs + TOUCH_MS + (withSnapshot ? LAST_SNAPSHOT * taker.snapshotMs : 0);
}

async function rest(iterating: Iterating, ms: number, withSnapshot: boolean): Promise<Round> {
  await iterating.driver.rest(ms);
  await iterating.iterate(Math.ceil(iterating.iterations * TOUCH_SHARE), TOUCH_MS);
  await iterating.look(withSnapshot);
  return iterating.taker.rounds.at(-1)!;
}
