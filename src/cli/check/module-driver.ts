import { MemprofError } from '../../base/errors.ts';
import type { CheckOrder, CheckReport, CheckSession, Stop } from '../../capture/check-session.ts';
import type { CheckDriver } from './check-driver.ts';
import { targetFailed } from './check-failure.ts';

/** A large heap takes its time to be collected, however little time was asked for. */
const LEAST_SETTLING_MS = 30_000;

/** An order ends when its iterations have kept so much: growth that doubles is not foreseen. */
const MOST_BYTES = 48 * 2 ** 20;

/** Calls a module's `iteration()`, inside the target. */
export class ModuleDriver implements CheckDriver {
  readonly #session: CheckSession;
  readonly #patienceMs: number;
  #iterations = 0;

  /** @param patienceMs - An order that takes longer has gone wrong. */
  constructor(session: CheckSession, patienceMs: number) {
    this.#session = session;
    this.#patienceMs = patienceMs;
  }

  async begin(): Promise<void> {
    await this.#report();
  }

  async iterate(count: number, maxMs: number): Promise<number> {
    const before = this.#iterations;
    const report = await this.#send({
      kind: 'iterate',
      count,
      maxMs: Math.round(maxMs),
      maxBytes: MOST_BYTES,
    });
    if (report.kind === 'done') this.#iterations = report.iterations;
    return this.#iterations - before;
  }

  async settle(): Promise<void> {
    await this.rest(0);
  }

  async rest(ms: number): Promise<void> {
    await this.#session.order({ kind: 'settle', afterMs: ms });
    await this.#report(Math.max(LEAST_SETTLING_MS + ms, this.#patienceMs));
  }

  /** Lets `teardown()` run. What it throws does not change the verdict. */
  async end(): Promise<void> {
    await this.#session.order({ kind: 'end' });
    await this.#stop();
  }

  async #send(order: CheckOrder): Promise<CheckReport> {
    await this.#session.order(order);
    return this.#report();
  }

  async #report(patienceMs = this.#patienceMs): Promise<CheckReport> {
    const stop = await this.#stop(patienceMs);
    if (stop.kind === 'report' && stop.report.kind !== 'failed') return stop.report;
    throw targetFailed(stop, this.#session.refusal);
  }

  /** The next stop that says something: labels mean nothing here. */
  async #stop(patienceMs = this.#patienceMs): Promise<Stop> {
    let timer: NodeJS.Timeout | undefined;
    const outOfTime = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(this.#tooSlow()), patienceMs);
    });
    try {
      for (;;) {
        const stop = await Promise.race([this.#session.nextStop(), outOfTime]);
        if (stop.kind !== 'label') return stop;
        await this.#session.resume();
      }
    } finally {
      clearTimeout(timer);
    }
  }

  #tooSlow(): MemprofError {
    const text = `After ${this.#iterations} iterations the next one has not ended in time. Does its promise settle? --max-time gives it more.`;
    return new MemprofError('TARGET_FAILED', text);
  }
}
