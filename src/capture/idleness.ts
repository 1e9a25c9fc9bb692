import type { Target } from './target.ts';

const CHECK_MS = 50;
/** Once may be between two of its tasks. */
const TIMES = 2;

/**
 * Tells when a program has nothing left to do that an inspector's timer keeps from ending by itself: V8's, while it
 * tracks allocations.
 *
 * @param state - What the program is in: `busy` times do not count, `over` ends the watch.
 * @returns Ends the watch.
 */
export function watchForIdleness(
  target: Target,
  state: () => 'running' | 'busy' | 'over',
  onIdle: () => void,
): () => void {
  let timesIdle = 0;
  const stop = (): void => clearInterval(timer);
  const timer = setInterval(() => {
    const now = state();
    if (now === 'over') stop();
    if (now !== 'running') return;
    target.isIdle().then(
      (isIdle) => {
        timesIdle = isIdle ? timesIdle + 1 : 0;
        if (timesIdle === TIMES) onIdle();
      },
      () => undefined,
    );
  }, CHECK_MS);
  return stop;
}
