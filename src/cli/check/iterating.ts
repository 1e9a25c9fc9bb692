import { ENOUGH_BYTES, type Progress, ROUNDS_PER_STAGE, endMs } from '../../check/plan.ts';
import type { CheckDriver } from './check-driver.ts';
import type { RoundTaker } from './round-taker.ts';
import { OutOfTime, type TimeLimit } from './time-limit.ts';

/** Figures are taken so often in a stage; with a large heap, where each takes time, less often. */
const ROUNDS_WITHOUT_SNAPSHOT = 2;

/** A snapshot under way may take so much longer than there is time: it may be what decides. */
const SNAPSHOT_GRACE_MS = 30_000;

const LATE = 'was not finished within --max-time; it gives more.';

/** Has a driver iterate, takes rounds in between, and keeps count of both and of time. */
export class Iterating {
  readonly driver: CheckDriver;
  readonly taker: RoundTaker;
  readonly time: TimeLimit;
  #iterations = 0;
  #iteratingMs = 0;
  #warmUpIterations = 0;
  #warmAt = 0;
  #lookMs = 0;

  /** @param time - What all of it has to end in. */
  constructor(driver: CheckDriver, taker: RoundTaker, time: TimeLimit) {
    this.driver = driver;
    this.taker = taker;
    this.time = time;
  }

  get iterations(): number {
    return this.#iterations;
  }

  /** What the last rest and its figures took, in milliseconds, a snapshot not included. */
  get lookMs(): number {
    return this.#lookMs;
  }

  get msSinceWarmUp(): number {
    return performance.now() - this.#warmAt;
  }

  /** Iterates for as long as one of the two lasts, but once at least; then takes the first round. */
  async warmUp(count: number, ms: number): Promise<void> {
    await this.iterate(count, ms);
    await this.look(true);
    this.#warmUpIterations = this.#iterations;
    this.#warmAt = performance.now();
  }

  /** Iterates, and takes a round now and then and at the end. */
  async stage(count: number, withSnapshot: boolean): Promise<void> {
    const end = this.#iterations + count;
    const rounds = withSnapshot ? ROUNDS_PER_STAGE : ROUNDS_WITHOUT_SNAPSHOT;
    for (let round = 1; round <= rounds; round++) {
      // Growth that speeds up can have used up the memory of a stage before its end.
      const isLast = round === rounds || this.taker.grownBytes >= ENOUGH_BYTES;
      const left = end - this.#iterations;
      if (left <= 0 && !isLast) continue;
      const roundsLeft = rounds - round + 1;
      const msLeft = this.time.msLeft - endMs(this.progress);
      await this.iterate(Math.ceil(left / roundsLeft), msLeft / roundsLeft);
      await this.look(isLast && withSnapshot);
      if (isLast) return;
    }
  }

  /** Iterates so often, or for so long if that is less; once at least. */
  async iterate(count: number, maxMs: number): Promise<void> {
    if (count <= 0) return;
    const startedAt = performance.now();
    this.#iterations += await this.driver.iterate(count, Math.max(1, maxMs));
    this.#iteratingMs += performance.now() - startedAt;
  }

  /** Lets the program come to rest and takes a round. @throws OutOfTime */
  async look(withSnapshot: boolean): Promise<void> {
    const startedAt = performance.now();
    await this.driver.settle();
    const late = (): Error => new OutOfTime(`${withSnapshot ? 'A heap snapshot' : 'Taking figures'} ${LATE}`);
    if (withSnapshot) await this.time.guard(this.taker.stage(this.#iterations), late, SNAPSHOT_GRACE_MS);
    else await this.time.guard(this.taker.figures(this.#iterations), late);
    this.#lookMs = performance.now() - startedAt - (withSnapshot ? this.taker.snapshotMs : 0);
  }

  get progress(): Progress {
    return {
      iterations: this.#iterations,
      elapsedMs: this.time.elapsedMs,
      iteratingMs: this.#iteratingMs,
      grownBytes: this.taker.grownBytes,
      grownDescriptors: this.taker.grownDescriptors,
      heapBytes: this.taker.rounds.at(-1)?.figures.heapUsedBytes ?? 0,
      warmUpIterations: this.#warmUpIterations,
      stages: this.taker.stages.length,
      snapshotMs: this.taker.snapshotMs,
      lookMs: this.#lookMs,
    };
  }
}
