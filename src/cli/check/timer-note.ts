import type { CheckSession } from '../../capture/check-session.ts';
import { formatAmount } from '../../report/amount.ts';
import type { RoundsOutcome } from './rounds-outcome.ts';

/** Part of the timers that came which must be pending, fire once, and have the same delay. */
const MOST = 0.5;

/**
 * What to say when each iteration sets a timer that fires once and was not waited for: what it holds may go with it, so
 * that this is a time to live and no leak. It changes no verdict, as a timer that was forgotten looks the same.
 */
export async function timerNote(
  session: CheckSession,
  { judgement, decision, iterations }: RoundsOutcome,
): Promise<readonly string[]> {
  const timers = judgement.growing.find(({ kind }) => kind === 'object Timeout');
  if (decision.verdict !== 'leak' || timers === undefined) return [];
  const each = timers.perIteration.count;
  const [most] = await session.pendingTimers();
  if (most === undefined || most.count < MOST * each * iterations) return [];
  const seconds = Number((most.delayMs / 1000).toFixed(1));
  const what = `Timers that fire once, after ${seconds} s: ${formatAmount(each)} more pending with each iteration; the check did not wait for that.`;
  return [
    `${what} If they let go of what grows, set them to a few seconds for the check, and it will see that.`,
  ];
}
