import { MemprofError } from '../../base/errors.ts';
import type { CheckSession } from '../../capture/check-session.ts';
import { within } from '../../capture/patience.ts';
import type { Stop } from '../../capture/stops.ts';
import { LABEL_LIMITS, hasGrowth, judgeRounds } from '../../check/judge.ts';
import { targetFailed } from './check-failure.ts';
import type { RoundTaker } from './round-taker.ts';
import type { RoundsOutcome } from './rounds-outcome.ts';
import { OutOfTime, type TimeLimit } from './time-limit.ts';

/** Each of the first labels gets a snapshot; after that the distance between two grows with the run. */
const FIRST_LABELS = 16;
const DISTANCE = 1.2;
/** The first label may hold the end of the warm-up; four intervals are judged at least. */
const FEWEST_LABELS = 5;

/** A snapshot of a heap that grows takes longer than the one before. */
const NEXT_SNAPSHOT = 1.3;

/**
 * Lets a program run and judges the series of one of its labels.
 *
 * @param time - When it is up, what has come until then is judged.
 * @throws MemprofError when the label never comes; OutOfTime when a snapshot takes far longer than foreseen.
 */
export async function labelRounds(
  session: CheckSession,
  taker: RoundTaker,
  label: string,
  time: TimeLimit,
): Promise<RoundsOutcome> {
  const seen = await takeLabels(session, taker, label, time);
  if (seen.count === 0) {
    if (seen.hasEnded) await throwIfFailed(session);
    const others = [...seen.others].map((name) => JSON.stringify(name)).join(', ');
    const how = seen.hasEnded ? 'ended' : 'has run until --max-time was up';
    const text = `The program ${how} without a label ${JSON.stringify(label)}${others === '' ? '' : ` (it has ${others})`}. Call mark(${JSON.stringify(label)}) once in each turn of its loop.`;
    throw new MemprofError('BAD_USAGE', text);
  }
  const judgement = judgeRounds(taker.rounds, LABEL_LIMITS);
  const iterations = seen.count;
  if (taker.stages.length < FEWEST_LABELS) {
    return { judgement, decision: { verdict: 'inconclusive', reason: 'too-few-rounds' }, iterations };
  }
  if (hasGrowth(judgement)) {
    return { judgement, decision: { verdict: 'leak', reason: 'grows-in-every-round' }, iterations };
  }
  const reason = judgement.undecided.length === 0 ? 'nothing-grows' : 'growth-not-steady';
  return { judgement, decision: { verdict: 'clean', reason }, iterations };
}

/** A program that threw never came to its first label: that is what there is to say. */
async function throwIfFailed(session: CheckSession): Promise<void> {
  await session.close();
  const stop = await session.nextStop();
  if (stop.kind === 'gone' && stop.ending.exitCode !== 0) throw targetFailed(stop, session.refusal);
}

const LATE = 'A heap snapshot was not finished within --max-time; it gives more.';

async function takeLabels(session: CheckSession, taker: RoundTaker, label: string, time: TimeLimit) {
  const others = new Set<string>();
  let count = 0;
  let taken = 0;
  for (;;) {
    // A program that hangs, or goes on for ever after its last turn, must not hold up a build.
    const stop: Stop | null = await within(Math.max(0, time.msLeft), session.nextStop());
    if (stop === null) return { count, others, hasEnded: false };
    if (stop.kind === 'gone' && count === 0) throw targetFailed(stop, session.refusal);
    if (stop.kind !== 'label') return { count, others, hasEnded: true };
    if (stop.name === label) {
      count++;
      if (count <= FIRST_LABELS || count >= taken * DISTANCE) {
        taken = count;
        if (time.msLeft < NEXT_SNAPSHOT * taker.snapshotMs) return { count, others, hasEnded: false };
        await time.guard(taker.stage(count), () => new OutOfTime(LATE));
      }
    } else others.add(stop.name);
    await session.resume();
  }
}

/** Lets a program run to its n-th label of a name. @returns whether it came. */
export async function runToLabel(session: CheckSession, label: string, n: number): Promise<boolean> {
  for (let count = 0; ;) {
    const stop = await session.nextStop();
    if (stop.kind !== 'label') return false;
    if (stop.name === label && ++count === n) return true;
    await session.resume();
  }
}
