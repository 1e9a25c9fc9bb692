// Requests of the bridge to the main thread's inspector. V8 swallows a termination that comes while it evaluates one: code
// that the program gave a limit of time (`vm`, `timeout`) would go on for ever.
import inspector = require('node:inspector');
import path = require('node:path');
import url = require('node:url');

type Done = (error: Error | null, result?: object) => void;

interface Request {
  readonly method: string;
  readonly params: object | undefined;
  readonly done: Done;
  readonly since: number;
}

/** What V8 says when it was terminated: before it had made the function it was to call, or an argument, it says others. */
const TERMINATED = /Execution was terminated|does not evaluate to a function|parse value object/;
/** How often a request is made that is terminated each time. */
const MOST_ATTEMPTS = 20;
const EVALUATING: readonly string[] = ['Runtime.callFunctionOn', 'Runtime.evaluate'];
/** What is asked again and again: it waits for as long as it takes, and nobody waits for it. */
const SAMPLE = /this\.(memory|isIdle)\(/;
/** How long other requests wait for code of `node:vm` to end, and how often one looks, in milliseconds. */
const PATIENCE_MS = 1000;
const LOOK_MS = 2;
const NAMED = `\n//# sourceURL=${url.pathToFileURL(path.join(__dirname, 'call.js')).href}\n`;
/** V8 forgets a termination when an evaluation ends that has a limit of time; until then it may evaluate nothing. */
const FORGET = { expression: `0${NAMED}`, timeout: 1000 };

/**
 * Makes requests in their order. While the program runs, none is evaluated in the midst of code of `node:vm`; while it
 * stands still, what was terminated is terminated once more when it goes on.
 */
class MainRequests {
  readonly #session: inspector.Session;
  /** [0] is 1 while code of `node:vm` may be under way. */
  readonly #underWay: Int32Array;
  readonly #waiting: Request[] = [];
  #timer: NodeJS.Timeout | null = null;
  #isPaused = false;
  #isOwed = false;

  constructor(session: inspector.Session, underWay: Int32Array) {
    this.#session = session;
    this.#underWay = underWay;
  }

  /** To be told of every event of the session. */
  heard(method: string): void {
    if (method === 'Debugger.resumed') this.#isPaused = false;
    else if (method === 'Debugger.paused') {
      this.#isPaused = true;
      this.#drain();
    }
  }

  post(method: string, params: object | undefined, done: Done): void {
    this.#waiting.push({ method, params, done, since: performance.now() });
    if (this.#timer === null) this.#drain();
  }

  #drain(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    let isHeldUp = false;
    for (const request of this.#waiting.splice(0)) {
      const isSample = SAMPLE.test(
        (request.params as { functionDeclaration?: string })?.functionDeclaration ?? '',
      );
      if ((isSample || !isHeldUp) && this.#mayMake(request, isSample)) {
        this.#make(request);
      } else {
        this.#waiting.push(request);
        if (!isSample) isHeldUp = true;
      }
    }
    if (this.#waiting.length > 0) this.#timer = setTimeout(() => this.#drain(), LOOK_MS);
  }

  #mayMake({ method, since }: Request, isSample: boolean): boolean {
    if (this.#isPaused || !EVALUATING.includes(method) || Atomics.load(this.#underWay, 0) === 0) return true;
    return !isSample && performance.now() - since > PATIENCE_MS;
  }

  #make(request: Request, attempt = 1): void {
    const { method, params, done } = request;
    if (method === 'Debugger.resume' && this.#isOwed) {
      this.#isOwed = false;
      this.#session.post('Runtime.terminateExecution');
    }
    this.#session.post(method, params, (error: Error | null, result?: object) => {
      const isTerminated = error !== null && TERMINATED.test(error.message);
      if (!isTerminated || !this.#isPaused || attempt === MOST_ATTEMPTS) {
        done(error, result);
        return;
      }
      this.#isOwed = true;
      this.#session.post('Runtime.evaluate', FORGET as object, () => undefined);
      this.#make(request, attempt + 1);
    });
  }
}

export = MainRequests;
