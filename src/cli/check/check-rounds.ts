import { type Judgement, hasGrowth, judgeRounds } from '../../check/judge.ts';
import { type Decision, ENOUGH_BYTES, type Progress, decide } from '../../check/plan.ts';
import { type RestOutcome, mayExpire, outcomeOfRest } from '../../check/rest.ts';
import type { CheckDriver } from './check-driver.ts';
import type { Round } from '../../check/rounds.ts';
import { SCARCE_ROUNDS, areSnapshotsScarce, isLastSnapshotLeftOut, judgeScarce } from '../../check/scarce.ts';
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
/** Time for idle connections to close and queues to drain, in milliseconds. */
const REST_MS = 2000;
/** Time that entries get to expire, from the warm-up on: a cache is seldom asked to keep anything for less. */
const EXPIRY_MS = 12_000;
/** What is going gets so many further rests. */
const FURTHER_RESTS = 3;
const FURTHER_REST_MS = 4000;
/** After a rest a hundredth of the iterations so far, but not longer than this: some expire only when used. */
const TOUCH_SHARE = 0.01;
const TOUCH_MS = 500;
/** With two snapshots: time for iterations, and what is kept back for the last snapshot and looking into it. */
const SCARCE_MS = 12_000;
const SCARCE_LEAST_MS = 4000;
const SCARCE_END = 1.7;
const SCARCE_ITERATIONS = 3000;
const SCARCE_PARTS = SCARCE_ROUNDS.reduce((sum, parts) => sum + parts, 0);
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
  #warmAt = 0;

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
    this.#warmAt = performance.now();
    if (areSnapshotsScarce(this.#taker.snapshotMs, this.#maxMs)) return this.#runScarce();
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

  /** Two snapshots, or only the one there is already, and rounds without any between them. */
  async #runScarce(): Promise<RoundsOutcome> {
    const { snapshotMs } = this.#taker;
    const isLeftOut = isLastSnapshotLeftOut(snapshotMs, this.#msLeft() - SCARCE_LEAST_MS);
    const left = this.#msLeft() - (isLeftOut ? 0 : SCARCE_END * snapshotMs) - REST_MS;
    const msPerPart = Math.min(SCARCE_MS, Math.max(left / 2, SCARCE_LEAST_MS)) / SCARCE_PARTS;
    for (const [i, parts] of SCARCE_ROUNDS.entries()) {
      await this.#iterate(SCARCE_ITERATIONS * parts, msPerPart * parts);
      await this.#driver.settle();
      if (isLeftOut || i < SCARCE_ROUNDS.length - 1) await this.#taker.figures(this.#iterations);
      else await this.#taker.stage(this.#iterations);
    }
    const judgement = judgeScarce(this.#taker.rounds);
    return { judgement, decision: await this.#decideScarce(judgement), iterations: this.#iterations };
  }

  async #decideScarce(judgement: Judgement): Promise<RoundsOutcome['decision']> {
    if (hasGrowth(judgement)) {
      return (await this.#outlastsRest(judgement))
        ? { verdict: 'leak', reason: 'grows-in-every-round' }
        : LET_GO;
    }
    if (judgement.undecided.length === 0) return { verdict: 'clean', reason: 'nothing-grows' };
    return judgement.isDyingOut
      ? { verdict: 'clean', reason: 'growth-dies-out' }
      : { verdict: 'inconclusive', reason: 'out-of-time' };
  }

  /** Only what is still there when the program had time to let it go is a leak. */
  async #outlastsRest(judgement: Judgement): Promise<boolean> {
    const { rounds, stages } = this.#taker;
    const [first, before, lastStage] = [stages[0], rounds.at(-1), stages.at(-1)];
    if (first === undefined || before === undefined || lastStage === undefined) return true;
    const sinceWarmUp = performance.now() - this.#warmAt;
    let ms = mayExpire(first, lastStage) ? Math.max(REST_MS, EXPIRY_MS - sinceWarmUp) : REST_MS;
    const isScarce = areSnapshotsScarce(this.#taker.snapshotMs, this.#maxMs);
    let outcome: RestOutcome = 'going';
    for (let rests = 0; outcome === 'going' && rests <= FURTHER_RESTS; rests++) {
      const beforeRest = rests === 0 ? before : rounds.at(-1)!;
      const after = await this.#rest(ms, before.kinds !== null && !isScarce);
      outcome = outcomeOfRest(first, before, after, judgement);
      // What stays the same through a further rest is not going any more.
      if (rests > 0 && outcomeOfRest(first, beforeRest, after, judgement) === 'kept') break;
      ms = FURTHER_REST_MS;
    }
    return outcome !== 'let-go';
  }

  async #rest(ms: number, withSnapshot: boolean): Promise<Round> {
    await this.#driver.rest(ms);
    await this.#iterate(Math.ceil(this.#iterations * TOUCH_SHARE), TOUCH_MS);
    await this.#driver.settle();
    if (withSnapshot) await this.#taker.stage(this.#iterations);
    else await this.#taker.figures(this.#iterations);
    return this.#taker.rounds.at(-1)!;
  }

  async #stage(count: number, withSnapshot: boolean): Promise<void> {
    const end = this.#iterations + count;
    const rounds = withSnapshot ? ROUNDS_PER_STAGE : ROUNDS_WITHOUT_SNAPSHOT;
    for (let round = 1; round <= rounds; round++) {
      // Growth that speeds up can have used up the memory of a stage before its end.
      const isLast = round === rounds || this.#taker.grownBytes >= ENOUGH_BYTES;
      const left = end - this.#iterations;
      if (left <= 0 && !isLast) continue;
      await this.#iterate(Math.ceil(left / (rounds - round + 1)), this.#msLeft() / 2);
      await this.#driver.settle();
      if (isLast && withSnapshot) await this.#taker.stage(this.#iterations);
      else await this.#taker.figures(this.#iterations);
      if (isLast) return;
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
      grownDescriptors: this.#taker.grownDescriptors,
      heapBytes: this.#taker.rounds.at(-1)?.figures.heapUsedBytes ?? 0,
      warmUpIterations: this.#warmUpIterations,
      stages: this.#taker.stages.length,
      snapshotMs: this.#taker.snapshotMs,
    };
  }
}
