import { type Judgement, judgeRounds } from '../check/judge.ts';
import { type Decision, type Progress, decide } from '../check/plan.ts';
import { outlastsRest } from '../check/rest.ts';
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
/** Time for entries to expire, idle connections to close and queues to drain. */
const REST_MS = 2000;
const LET_GO = { verdict: 'clean', reason: 'let-go-in-time' } as const;
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
      if (decision.kind === 'stop') {
        const isLeak = decision.verdict === 'leak';
        const isLetGo = isLeak && !(await this.#outlastsRest(judgement));
        const final = isLetGo ? LET_GO : decision;
        return { judgement, decision: final, iterations: this.#iterations };
      }
      await this.#stage(decision.iterations, decision.withSnapshot);
    }
  }

  /** Only what is still there when the program had time to let it go is a leak. */
  async #outlastsRest(judgement: Judgement): Promise<boolean> {
    const { rounds, stages } = this.#taker;
    const [first, before] = [stages[0], rounds.at(-1)];
    if (first === undefined || before === undefined) return true;
    await this.#driver.rest(REST_MS);
    if (before.kinds === null) await this.#taker.figures(this.#iterations);
    else await this.#taker.stage(this.#iterations);
    return outlastsRest(first, before, this.#taker.rounds.at(-1)!, judgement);
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
