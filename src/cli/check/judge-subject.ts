import { MemprofError } from '../../base/errors.ts';
import type { CheckSession } from '../../capture/check-session.ts';
import { within } from '../../capture/patience.ts';
import { judgeRounds } from '../../check/judge.ts';
import { reasonOutOfTime } from '../../check/plan.ts';
import type { CheckDriver } from './check-driver.ts';
import { checkRounds } from './check-rounds.ts';
import type { CheckSubject } from './check-subject.ts';
import { labelRounds } from './label-rounds.ts';
import { ModuleDriver } from './module-driver.ts';
import type { RoundTaker } from './round-taker.ts';
import type { RoundsOutcome } from './rounds-outcome.ts';
import { ServerDriver } from './server-driver.ts';
import { OutOfTime, type TimeLimit } from './time-limit.ts';
import { timerNote } from './timer-note.ts';

/** Looking at timers takes a collection; what takes longer is left out. */
const TIMERS_MS = 3000;

/** How the rounds came to their end, and what there is to say of it. */
export interface Judged extends RoundsOutcome {
  readonly notes: readonly string[];
}

/**
 * Has a target do its work until what grows is decided, and ends it.
 *
 * @throws MemprofError when its code failed, or never comes to an end.
 */
export async function judgeSubject(
  session: CheckSession,
  taker: RoundTaker,
  { work }: CheckSubject,
  time: TimeLimit,
): Promise<Judged> {
  const notesOf = async (outcome: RoundsOutcome): Promise<readonly string[]> =>
    (await within(TIMERS_MS, timerNote(session, outcome))) ?? [];
  try {
    if (work.kind === 'label') {
      const outcome = await labelRounds(session, taker, work.label, time);
      const notes = await notesOf(outcome);
      session.kill();
      return { ...outcome, notes };
    }
    const driver =
      work.kind === 'module'
        ? new ModuleDriver(session, time)
        : new ServerDriver(session, work.requests, work.readiness, time);
    await driver.begin();
    const outcome = await checkRounds(driver, taker, time);
    const notes = await notesOf(outcome);
    return { ...outcome, notes: [...notes, ...(await end(driver, outcome))] };
  } catch (error) {
    if (error instanceof OutOfTime) return cutShort(session, taker, error.message);
    throw error;
  }
}

/** A leak that was found is told even when the target cannot end. @returns what there is to say of its end. */
async function end(driver: CheckDriver, { decision }: RoundsOutcome): Promise<readonly string[]> {
  try {
    await driver.end();
    return [];
  } catch (error) {
    if (decision.verdict === 'leak' && error instanceof MemprofError) return [error.message];
    throw error;
  }
}

/** Ends the target and makes do with the rounds there are; they decide nothing. */
function cutShort(session: CheckSession, taker: RoundTaker, note: string): Judged {
  session.kill();
  return {
    judgement: judgeRounds(taker.rounds),
    decision: { verdict: 'inconclusive', reason: reasonOutOfTime(taker.stages.length) },
    iterations: taker.rounds.at(-1)?.iterations ?? 0,
    notes: [note],
  };
}
