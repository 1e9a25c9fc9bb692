/** Names the symbol under which the program's code finds its own `Error.stackTraceLimit`. */
export const STACK_LIMIT = 'memprof.stackTraceLimit';

/** How many frames of the rewriting can stand between those of the program. */
const FRAMES_EACH = 4;
const FRAMES_BESIDES = 20;
/** Tells a raised limit from one that a program sets. V8 leaves fractions out. */
const MARK = 2 ** -20;

/**
 * Raises V8's limit, which counts the frames of the rewriting, too, and lets the program see its own.
 *
 * V8 takes the limit from a plain property only, so `Error.stackTraceLimit` itself says what it is; the
 * rewritten program uses another property. A raised limit that code kept and sets again stays what it was.
 */
export function installStackLimit(): void {
  Error.stackTraceLimit = raise(Error.stackTraceLimit);
  const get = (): unknown => ownLimit() ?? Error.stackTraceLimit;
  const set = (value: unknown): void => {
    Error.stackTraceLimit = raise(value as number);
  };
  Object.defineProperty(Error, Symbol.for(STACK_LIMIT), { configurable: true, get, set });
}

/** The program's own limit; undefined if the current one was set by code that is not rewritten. */
export function ownLimit(): number | undefined {
  const limit = Error.stackTraceLimit;
  return isRaised(limit) ? (limit - MARK - FRAMES_BESIDES) / FRAMES_EACH : undefined;
}

function isRaised(limit: number): boolean {
  return limit > FRAMES_BESIDES && limit % 1 === MARK;
}

function raise(limit: number): number {
  if (!Number.isInteger(limit) || limit <= 0 || limit > 1e6) return limit;
  return limit * FRAMES_EACH + FRAMES_BESIDES + MARK;
}
