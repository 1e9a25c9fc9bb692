import http from 'node:http';
import https from 'node:https';
import { MemprofError } from '../../base/errors.ts';
import type { CheckSession } from '../../capture/check-session.ts';
import type { Stop } from '../../capture/stops.ts';
import type { CheckDriver } from './check-driver.ts';
import { targetFailed } from './check-failure.ts';
import { OutOfTime, type TimeLimit } from './time-limit.ts';

/** A request memprof sends, over and over. */
export interface LoadRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** When a server is ready: it has printed a text, or answers at a URL. */
export type Readiness =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'url'; readonly url: string };

/** Requests under way at a time: enough to be a server's load, few enough for a small machine. */
const CONCURRENCY = 4;
const POLL_MS = 50;

/** Sends requests to a server that runs under memprof. One request is one iteration. */
export class ServerDriver implements CheckDriver {
  readonly #session: CheckSession;
  readonly #requests: readonly LoadRequest[];
  readonly #readiness: Readiness;
  readonly #time: TimeLimit;
  readonly #agents = {
    'http:': new http.Agent({ keepAlive: true, maxSockets: CONCURRENCY }),
    'https:': new https.Agent({ keepAlive: true, maxSockets: CONCURRENCY }),
  };
  readonly #ended: Promise<Stop>;
  #sent = 0;

  /** @param time - What the server has to be ready in, and each request to be answered in. */
  constructor(
    session: CheckSession,
    requests: readonly LoadRequest[],
    readiness: Readiness,
    time: TimeLimit,
  ) {
    this.#session = session;
    this.#requests = requests;
    this.#readiness = readiness;
    this.#time = time;
    this.#ended = this.#watch();
  }

  async begin(): Promise<void> {
    // A probe that is never answered must not hold up a build either.
    while (!(await this.#time.guard(this.#isReady(), () => this.#notReady()))) {
      if (this.#time.msLeft < 0) throw this.#notReady();
      await this.#whileAlive(new Promise((resolve) => void setTimeout(resolve, POLL_MS)));
    }
  }

  async iterate(count: number, maxMs: number): Promise<number> {
    const end = this.#sent + count;
    const before = this.#sent;
    const deadline = performance.now() + maxMs;
    const lane = async (): Promise<void> => {
      while (this.#sent < end && performance.now() < deadline) {
        const request = this.#requests[this.#sent++ % this.#requests.length];
        await this.#send(request);
      }
    };
    await this.#whileAlive(Promise.all(Array.from({ length: CONCURRENCY }, lane)));
    return this.#sent - before;
  }

  async settle(): Promise<void> {
    const text =
      'The server did not come to rest in time: its event loop did not turn. --max-time gives it more.';
    await this.#time.guard(this.#whileAlive(this.#session.settle()), () => new OutOfTime(text));
  }

  async rest(ms: number): Promise<void> {
    await this.#whileAlive(new Promise((resolve) => void setTimeout(resolve, ms)));
    await this.settle();
  }

  async end(): Promise<void> {
    for (const agent of Object.values(this.#agents)) agent.destroy();
    this.#session.kill();
  }

  async #isReady(): Promise<boolean> {
    if (this.#readiness.kind === 'text') return this.#session.output.includes(this.#readiness.text);
    const probe = { method: 'GET', url: this.#readiness.url, headers: {}, body: null };
    return this.#send(probe).then(
      () => true,
      () => false,
    );
  }

  #send({ method, url, headers, body }: LoadRequest): Promise<void> {
    const { protocol } = new URL(url);
    const send = protocol === 'https:' ? https.request : http.request;
    const agent = this.#agents[protocol as 'http:' | 'https:'];
    const timeout = Math.max(1, this.#time.msToCut);
    return new Promise((resolve, reject) => {
      const failed = (error: Error): void => {
        const text = `${method} ${url} failed: ${error.message}. The server has to answer every request.`;
        reject(new MemprofError('TARGET_FAILED', text, { cause: error }));
      };
      const request = send(url, { method, headers, agent, timeout }, (response) => {
        // Only memory is judged: what the answer says is the server's own affair.
        response.resume();
        response.on('end', resolve);
        response.on('error', failed);
      });
      request.on('timeout', () => request.destroy(new Error('no answer in time')));
      request.on('error', failed);
      request.end(body ?? undefined);
    });
  }

  /** Lets labels pass. @returns the stop at which the program is no more. */
  async #watch(): Promise<Stop> {
    for (;;) {
      const stop = await this.#session.nextStop();
      if (stop.kind !== 'label') return stop;
      await this.#session.resume();
    }
  }

  async #whileAlive<T>(work: Promise<T>): Promise<T> {
    const outcome = await Promise.race([
      work.then((value) => ({ value })),
      this.#ended.then((stop) => ({ stop })),
    ]);
    if ('value' in outcome) return outcome.value;
    throw targetFailed(outcome.stop, this.#session.refusal);
  }

  #notReady(): MemprofError {
    const wanted =
      this.#readiness.kind === 'text'
        ? `has not printed ${JSON.stringify(this.#readiness.text)}`
        : `does not answer at ${this.#readiness.url}`;
    return new MemprofError('TARGET_FAILED', `The server ${wanted} in time. Look at --ready.`);
  }
}
