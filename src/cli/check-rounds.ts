import { type Judgement, judgeRounds } from '../check/judge.ts';
import { type Decision, type Progress, decide } from '../check/plan.ts';
import type { CheckDriver } from './check-driver.ts';
import type { RoundTaker } from './round-taker.ts';

/** How the rounds came to their end. */
export interface RoundsOutcome {
  readonly judgement: Judgement;
  readonly decision: Pick<Extract<Decision, { kind: 'stop' }>, 'verdict' | 'reason'>;
  readonly iterations: number;
}

/** Warm-up: the first of the two that is reached, but an iteration at least. */
const WARM_UP_ITERATIONS = 500;
const WARM_UP_MS = 800;
/** Figures are taken so often in a stage; with a large heap, where each takes time, less often. */
const ROUNDS_PER_STAGE = 4;
const ROUNDS_WITHOUT_SNAPSHOT = 2;

/** Has a driver run stage after stage until what grows is decided. */
export class CheckRounds {
  readonly #driver: CheckDriver;
  readonly #taker: RoundTaker;
  readonly #maxMs: number;
  readonly #startedAt = performance.now();
  #iterations = 0;
  #iteratingMs = 0;
  #warmUpIterations = 0;

  /** @param maxMs - Undecided after so long: inconclusive. */
  constructor(driver: CheckDriver, taker: RoundTaker, maxMs: number) {
    this.#driver = driver;
    this.#taker = taker;
    this.#maxMs = maxMs;
  }

  /** @throws MemprofError when the driver or its target fails. */
  async run(): Promise<RoundsOutcome> {
    await this.#iterate(WARM_UP_ITERATIONS, WARM_UP_MS);
    await this.#driver.settle();
    await this.#taker.stage(this.#iterations);
    this.#warmUpIterations = this.#iterations;
    for (;;) {
      const judgement = judgeRounds(this.#taker.rounds);
      const decision = decide(judgement, this.#progress(), this.#maxMs);
      if (decision.kind === 'stop') return { judgement, decision, iterations: this.#iterations };
      await this.#stage(decision.iterations, decision.withSnapshot);
    }
  }

  async #stage(count: number, withSnapshot: boolean): Promise<void> {
    const end = this.#iterations + count;
    const rounds = withSnapshot ? ROUNDS_PER_STAGE : ROUNDS_WITHOUT_SNAPSHOT;
    for (let round = 1; round <= rounds; round++) {
      const isLast = round === rounds;
      const left = end - this.#iterations;
      if (left <= 0 && !isLast) continue;
      await this.#iterate(Math.ceil(left / (rounds - round + 1)), this.#msLeft() / 2);
      await this.#driver.settle();
      if (isLast && withSnapshot) await this.#taker.stage(this.#iterations);
      else await this.#taker.figures(this.#iterations);
    }
  }

  async #iterate(count: number, maxMs: number): Promise<void> {
    if (count <= 0) return;
    const startedAt = performance.now();
    this.#iterations += await this.#driver.iterate(count, Math.max(1, maxMs));
    this.#iteratingMs += performance.now() - startedAt;
  }

  #msLeft(): number {
    return this.#maxMs - (performance.now() - this.#startedAt);
  }

  #progress(): Progress {
    return {
      iterations: this.#iterations,
      elapsedMs: performance.now() - this.#startedAt,
      iteratingMs: this.#iteratingMs,
      grownBytes: this.#taker.grownBytes,
      heapBytes: this.#taker.rounds.at(-1)?.figures.heapUsedBytes ?? 0,
      warmUpIterations: this.#warmUpIterations,
      stages: this.#taker.stages.length,
    };
  }
}
