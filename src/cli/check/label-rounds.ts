import { MemprofError } from '../../base/errors.ts';
import type { CheckSession } from '../../capture/check-session.ts';
import { LABEL_LIMITS, hasGrowth, judgeRounds } from '../../check/judge.ts';
import { targetFailed } from './check-failure.ts';
import type { RoundTaker } from './round-taker.ts';
import type { RoundsOutcome } from './rounds-outcome.ts';

/** Each of the first labels gets a snapshot; after that the distance between two grows with the run. */
const FIRST_LABELS = 16;
const DISTANCE = 1.2;
/** The first label may hold the end of the warm-up; four intervals are judged at least. */
const FEWEST_LABELS = 5;

/**
 * Lets a program run and judges the series of one of its labels.
 *
 * @param mostLabels - Stops at this label: for a short run that only explains.
 * @throws MemprofError `BAD_USAGE` when the label never comes.
 */
export async function labelRounds(
  session: CheckSession,
  taker: RoundTaker,
  label: string,
  maxMs: number,
): Promise<RoundsOutcome> {
  const deadline = performance.now() + maxMs;
  const seen = await takeLabels(session, taker, label, deadline);
  if (seen.count === 0) {
    const others = [...seen.others].map((name) => JSON.stringify(name)).join(', ');
    const text = `The program ended without a label ${JSON.stringify(label)}${others === '' ? '' : ` (it has ${others})`}. Call mark(${JSON.stringify(label)}) once in each turn of its loop.`;
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

async function takeLabels(session: CheckSession, taker: RoundTaker, label: string, deadline: number) {
  const others = new Set<string>();
  let count = 0;
  let taken = 0;
  for (;;) {
    const stop = await session.nextStop();
    if (stop.kind === 'gone' && count === 0) throw targetFailed(stop, session.refusal);
    if (stop.kind !== 'label') return { count, others };
    if (stop.name === label) {
      count++;
      if (count <= FIRST_LABELS || count >= taken * DISTANCE) {
        taken = count;
        await taker.stage(count);
      }
    } else others.add(stop.name);
    if (performance.now() > deadline) return { count, others };
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
