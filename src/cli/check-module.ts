import { MemprofError } from '../base/errors.ts';
import type { CheckOrder, CheckReport, CheckSession, Stop } from '../capture/check-session.ts';
import { type Judgement, judgeRounds } from '../check/judge.ts';
import { type Decision, decide } from '../check/plan.ts';
import { targetFailed } from './check-failure.ts';
import type { RoundTaker } from './round-taker.ts';

/** How a check came to its end. */
export interface CheckOutcome {
  readonly judgement: Judgement;
  readonly decision: Extract<Decision, { kind: 'stop' }>;
  readonly iterations: number;
  readonly elapsedMs: number;
}

/** Warm-up: the first of the two that is reached. */
const WARM_UP_ITERATIONS = 500;
const WARM_UP_MS = 800;
/** Figures are taken so often in a stage. */
const ROUNDS_PER_STAGE = 4;

/** Drives a module's `iteration()` until its rounds are decided. */
export class ModuleCheck {
  readonly #session: CheckSession;
  readonly #taker: RoundTaker;
  readonly #maxMs: number;
  #iterations = 0;
  #iteratingMs = 0;
  #warmUpIterations = 0;
  #startedAt = 0;

  constructor(session: CheckSession, taker: RoundTaker, maxMs: number) {
    this.#session = session;
    this.#taker = taker;
    this.#maxMs = maxMs;
  }

  /** Waits until the module is imported and set up. @throws as {@link run} */
  async begin(): Promise<void> {
    this.#startedAt = performance.now();
    await this.#report();
  }

  /** @throws MemprofError `TARGET_FAILED` or `BAD_USAGE`, with what the user's code threw. */
  async run(): Promise<CheckOutcome> {
    await this.begin();
    await this.#iterate(WARM_UP_ITERATIONS, WARM_UP_MS);
    await this.#send({ kind: 'settle' });
    await this.#taker.stage(this.#iterations);
    this.#warmUpIterations = this.#iterations;
    for (;;) {
      const judgement = judgeRounds(this.#taker.rounds);
      const decision = decide(judgement, this.#progress(), this.#maxMs);
      if (decision.kind === 'stop') {
        return { judgement, decision, iterations: this.#iterations, elapsedMs: this.#elapsedMs() };
      }
      await this.#stage(decision.iterations, decision.withSnapshot);
    }
  }

  /** Lets `teardown()` run. What it throws does not change the verdict. */
  async end(): Promise<void> {
    await this.#session.order({ kind: 'end' });
    await this.#stop();
  }

  /** Runs so many iterations more, for example while allocations are tracked. */
  async iterate(count: number, maxMs: number): Promise<number> {
    const before = this.#iterations;
    await this.#iterate(count, maxMs);
    await this.#send({ kind: 'settle' });
    return this.#iterations - before;
  }

  async #stage(count: number, withSnapshot: boolean): Promise<void> {
    const end = this.#iterations + count;
    for (let round = 1; round <= ROUNDS_PER_STAGE; round++) {
      const left = end - this.#iterations;
      if (left <= 0 && round < ROUNDS_PER_STAGE) continue;
      const part = Math.ceil(left / (ROUNDS_PER_STAGE - round + 1));
      await this.#iterate(part, Math.max(1, (this.#maxMs - this.#elapsedMs()) / 2));
      await this.#send({ kind: 'settle' });
      if (round === ROUNDS_PER_STAGE && withSnapshot) await this.#taker.stage(this.#iterations);
      else await this.#taker.figures(this.#iterations);
    }
  }

  async #iterate(count: number, maxMs: number): Promise<void> {
    if (count <= 0) return;
    const report = await this.#send({ kind: 'iterate', count, maxMs: Math.round(maxMs) });
    if (report.kind !== 'done') return;
    this.#iterations = report.iterations;
    this.#iteratingMs += report.elapsedMs;
  }

  async #send(order: CheckOrder): Promise<CheckReport> {
    await this.#session.order(order);
    return this.#report();
  }

  async #report(): Promise<CheckReport> {
    const stop = await this.#stop();
    if (stop.kind === 'report' && stop.report.kind !== 'failed') return stop.report;
    throw targetFailed(stop, this.#session.refusal);
  }

  /** The next stop that says something: labels mean nothing here. */
  async #stop(): Promise<Stop> {
    const patience = new AbortController();
    try {
      for (;;) {
        const stop = await Promise.race([this.#session.nextStop(), this.#outOfTime(patience.signal)]);
        if (stop.kind !== 'label') return stop;
        await this.#session.resume();
      }
    } finally {
      patience.abort();
    }
  }

  /** Twice the time allowed: an iteration that never ends must not hold up a build. */
  #outOfTime(signal: AbortSignal): Promise<never> {
    return new Promise((_, reject) => {
      const timer = setTimeout(() => {
        const text = `Iteration ${this.#iterations} and those after it have not ended in time: await what they start, or give more by --max-time.`;
        reject(new MemprofError('TARGET_FAILED', text));
      }, this.#maxMs * 2);
      signal.addEventListener('abort', () => clearTimeout(timer));
    });
  }

  #elapsedMs(): number {
    return performance.now() - this.#startedAt;
  }

  #progress() {
    return {
      iterations: this.#iterations,
      elapsedMs: this.#elapsedMs(),
      iteratingMs: this.#iteratingMs,
      grownBytes: this.#taker.grownBytes,
      heapBytes: this.#taker.rounds.at(-1)?.figures.heapUsedBytes ?? 0,
      warmUpIterations: this.#warmUpIterations,
      stages: this.#taker.stages.length,
    };
  }
}
