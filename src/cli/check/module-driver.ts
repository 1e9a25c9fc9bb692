import { MemprofError } from '../../base/errors.ts';
import type { CheckOrder, CheckReport, CheckSession } from '../../capture/check-session.ts';
import { inTime } from '../../capture/patience.ts';
import type { Stop } from '../../capture/stops.ts';
import type { CheckDriver } from './check-driver.ts';
import { targetFailed } from './check-failure.ts';
import { OutOfTime, type TimeLimit } from './time-limit.ts';

/** An order ends when its iterations have kept so much: growth that doubles is not foreseen. */
const MOST_BYTES = 48 * 2 ** 20;

/** `teardown()` may take so long, but a moment at least even when no time is left. */
const TEARDOWN_MS = 30_000;
const LEAST_TEARDOWN_MS = 1000;

/** Node ends so when nothing is left that could settle a promise that is awaited. */
const UNSETTLED_EXIT_CODE = 13;

/** Calls a module's `iteration()`, inside the target. */
export class ModuleDriver implements CheckDriver {
  readonly #session: CheckSession;
  readonly #time: TimeLimit;
  #iterations = 0;

  /** @param time - An order that does not end in it has gone wrong. */
  constructor(session: CheckSession, time: TimeLimit) {
    this.#session = session;
    this.#time = time;
  }

  async begin(): Promise<void> {
    await this.#report('The import of the module, or its setup(),', failure);
  }

  async iterate(count: number, maxMs: number): Promise<number> {
    const before = this.#iterations;
    const order = { kind: 'iterate', count, maxMs: Math.round(maxMs), maxBytes: MOST_BYTES } as const;
    const what = `An iteration after number ${before}`;
    const report = await this.#send(order, what, failure);
    if (report.kind === 'done') this.#iterations = report.iterations;
    return this.#iterations - before;
  }

  async settle(): Promise<void> {
    await this.rest(0);
  }

  async rest(ms: number): Promise<void> {
    const what = 'Coming to rest after the iterations';
    await this.#send({ kind: 'settle', afterMs: ms }, what, (text) => new OutOfTime(text));
  }

  /** Lets `teardown()` run. What it throws does not change the verdict. @throws MemprofError when it does not end. */
  async end(): Promise<void> {
    await this.#session.order({ kind: 'end' });
    const ms = Math.max(LEAST_TEARDOWN_MS, Math.min(TEARDOWN_MS, this.#time.msLeft));
    await inTime(ms, this.#nextStop(), () => failure(`teardown() has not ended within ${seconds(ms)}.`));
    await this.#session.close();
  }

  async #send(order: CheckOrder, what: string, late: (text: string) => Error): Promise<CheckReport> {
    await this.#session.order(order);
    return this.#report(what, late);
  }

  /** @param what - What is waited for, to begin a sentence with. */
  async #report(what: string, late: (text: string) => Error): Promise<CheckReport> {
    const { maxMs } = this.#time;
    const hint = 'Does its promise settle, its loop end? --max-time gives it more.';
    const stop = await this.#time.guard(this.#nextStop(), () =>
      late(`${what} has not ended within the ${seconds(maxMs)} of --max-time. ${hint}`),
    );
    if (stop.kind === 'report' && stop.report.kind !== 'failed') return stop.report;
    const last = stop.kind === 'end' ? await this.#ending() : stop;
    throw last.kind === 'gone' && last.ending.exitCode === UNSETTLED_EXIT_CODE
      ? failure(`${what} never ends: nothing was left that could settle its promise, so the program exited.`)
      : targetFailed(last, this.#session.refusal);
  }

  /** How a program that stands still at its end goes on to end. */
  async #ending(): Promise<Stop> {
    await this.#session.close();
    return this.#session.nextStop();
  }

  /** The next stop that says something: labels mean nothing here. */
  async #nextStop(): Promise<Stop> {
    for (;;) {
      const stop = await this.#session.nextStop();
      if (stop.kind !== 'label') return stop;
      await this.#session.resume();
    }
  }
}

function failure(text: string): MemprofError {
  return new MemprofError('TARGET_FAILED', text);
}

function seconds(ms: number): string {
  return `${Number((ms / 1000).toFixed(1))} s`;
}
