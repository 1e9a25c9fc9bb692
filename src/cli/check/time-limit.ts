import { inTime } from '../../capture/patience.ts';

/** What was planned too tightly may take so many times what is allowed; then it is cut. */
const OVERTIME = 1.25;

/** Time was up while memprof itself was at work; the message says at what. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** How long a check may take, from its start on, and how much of it is left. */
export class TimeLimit {
  readonly maxMs: number;
  readonly #startedAt = performance.now();

  constructor(maxMs: number) {
    this.maxMs = maxMs;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  /** What may be planned with; negative in overtime. */
  get msLeft(): number {
    return this.maxMs - this.elapsedMs;
  }

  /** Until whatever still goes on is cut. */
  get msToCut(): number {
    return this.maxMs * OVERTIME - this.elapsedMs;
  }

  /**
   * Waits for work until the cut.
   *
   * @param graceMs - So much longer, for what has cost too much to be lost.
   * @throws what the work throws, or `late()` at the cut.
   */
  guard<T>(work: Promise<T>, late: () => Error, graceMs = 0): Promise<T> {
    return inTime(Math.max(0, this.msToCut) + graceMs, work, late);
  }
}
