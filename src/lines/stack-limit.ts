/** Names the symbol under which the program's code finds its own `Error.stackTraceLimit`. */
export const STACK_LIMIT = 'memprof.stackTraceLimit';

/** How many frames of the rewriting can stand between those of the program. */
const FRAMES_EACH = 4;
const FRAMES_BESIDES = 20;

/** Error.stackTraceLimit as the program knows it, where V8's must be higher. */
export class StackLimit {
  #own: number;
  #raised: number;

  /** Raises V8's limit: it counts the frames of the rewriting, too. */
  constructor() {
    this.#own = Error.stackTraceLimit;
    this.#raised = raise(this.#own);
    Error.stackTraceLimit = this.#raised;
    const get = (): unknown => this.#current;
    const set = (value: unknown): void => this.#set(value);
    // V8 takes the limit from a plain property only: one that says something else is not possible.
    Object.defineProperty(Error, Symbol.for(STACK_LIMIT), { configurable: true, get, set });
  }

  get #current(): unknown {
    const isOurs = Error.stackTraceLimit === this.#raised;
    return isOurs ? this.#own : Error.stackTraceLimit;
  }

  #set(value: unknown): void {
    this.#own = value as number;
    this.#raised = typeof value === 'number' ? raise(value) : (value as number);
    Error.stackTraceLimit = this.#raised;
  }

  /** As many of the program's frames as it wants to see; all if code that is not rewritten has set the limit. */
  cut<Frame>(frames: Frame[]): Frame[] {
    return Error.stackTraceLimit === this.#raised && this.#own >= 0 ? frames.slice(0, this.#own) : frames;
  }
}

function raise(limit: number): number {
  return limit > 0 ? limit * FRAMES_EACH + FRAMES_BESIDES : limit;
}
