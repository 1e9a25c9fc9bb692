import { ENOUGH_BYTES, type Progress } from '../../check/plan.ts';
import type { CheckDriver } from './check-driver.ts';
import type { RoundTaker } from './round-taker.ts';

/** Figures are taken so often in a stage; with a large heap, where each takes time, less often. */
const ROUNDS_PER_STAGE = 4;
const ROUNDS_WITHOUT_SNAPSHOT = 2;

/** Has a driver iterate, takes rounds in between, and keeps count of both and of time. */
export class Iterating {
  readonly driver: CheckDriver;
  readonly taker: RoundTaker;
  readonly maxMs: number;
  readonly #startedAt = performance.now();
  #iterations = 0;
  #iteratingMs = 0;
  #warmUpIterations = 0;
  #warmAt = 0;

  /** @param maxMs - How long all of it may take. */
  constructor(driver: CheckDriver, taker: RoundTaker, maxMs: number) {
    this.driver = driver;
    this.taker = taker;
    this.maxMs = maxMs;
  }

  get iterations(): number {
    return this.#iterations;
  }

  get msLeft(): number {
    return this.maxMs - (performance.now() - this.#startedAt);
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
      await this.iterate(Math.ceil(left / (rounds - round + 1)), this.msLeft / 2);
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

  /** Lets the program come to rest and takes a round. */
  async look(withSnapshot: boolean): Promise<void> {
    await this.driver.settle();
    if (withSnapshot) await this.taker.stage(this.#iterations);
    else await this.taker.figures(this.#iterations);
  }

  get progress(): Progress {
    return {
      iterations: this.#iterations,
      elapsedMs: this.maxMs - this.msLeft,
      iteratingMs: this.#iteratingMs,
      grownBytes: this.taker.grownBytes,
      grownDescriptors: this.taker.grownDescriptors,
      heapBytes: this.taker.rounds.at(-1)?.figures.heapUsedBytes ?? 0,
      warmUpIterations: this.#warmUpIterations,
      stages: this.taker.stages.length,
      snapshotMs: this.taker.snapshotMs,
    };
  }
}
