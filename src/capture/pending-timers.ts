import { askInstances } from './live-objects.ts';
import type { Target } from './target.ts';

/** Timers that are pending and fire once, so many with the same delay. */
export interface PendingTimers {
  readonly delayMs: number;
  readonly count: number;
}

/** A timer that is set and cleared at once shows what all timers are made of. */
const PROTOTYPE = `(() => {
  const { setTimeout, clearTimeout } = process.getBuiltinModule('node:timers');
  const timer = setTimeout(() => undefined, 1);
  clearTimeout(timer);
  return Object.getPrototypeOf(timer);
})()`;

const COUNT = `function () {
  const counts = {};
  for (const { _destroyed, _repeat, _idleTimeout } of this) {
    if (_destroyed === false && _repeat === null && _idleTimeout > 0) {
      counts[_idleTimeout] = (counts[_idleTimeout] ?? 0) + 1;
    }
  }
  return Object.entries(counts).map(([delay, count]) => ({ delayMs: Number(delay), count }));
}`;

/** Pending timers of the main thread that fire once, by their delay; the most first. Costs a garbage collection. */
export async function pendingTimers(target: Target): Promise<PendingTimers[]> {
  const groups = await askInstances(target, PROTOTYPE, COUNT);
  return Array.isArray(groups) ? (groups as PendingTimers[]).toSorted((a, b) => b.count - a.count) : [];
}
