/** Names the symbol under which the program's code finds its own `Error.stackTraceLimit`. */
export const STACK_LIMIT = 'memprof.stackTraceLimit';
/** Names the symbol of a function that takes and returns what was made while another limit may have been set. */
export const NOTE_LIMIT = 'memprof.noteStackTraceLimit';
/** The name under which code finds it that is not rewritten: as long as the one it stands for. */
export const SHORT_STACK_LIMIT = 'stackTraceLimi$';

/** How many frames of the rewriting can stand between those of the program. */
const FRAMES_EACH = 4;
const FRAMES_BESIDES = 20;
/** Tells a raised limit from one that a program sets. V8 leaves fractions out. */
const MARK = 2 ** -20;

/** The program's limit when an error was made, if it has changed before and since. */
const limitOf = new WeakMap<object, number>();
/** Limits that the program has set. */
const used = new Set<number>();

/**
 * Raises V8's limit, which counts the frames of the rewriting, too, and lets the program see its own.
 *
 * V8 takes the limit from a plain property only, so `Error.stackTraceLimit` itself says what it is; the
 * program uses another property. A raised limit that code kept and sets again stays what it was.
 */
export function installStackLimit(): void {
  const initial = Error.stackTraceLimit;
  Error.stackTraceLimit = raise(initial);
  const get = (): unknown => ownLimit() ?? Error.stackTraceLimit;
  const set = (value: unknown): void => {
    Error.stackTraceLimit = raise(value as number);
    used.add(value as number);
  };
  const note = (made: unknown): unknown => {
    const limit = ownLimit();
    if (limit !== undefined && limit !== initial && made instanceof Error) limitOf.set(made, limit);
    return made;
  };
  const property = { configurable: true, get, set };
  Object.defineProperties(Error, {
    [Symbol.for(STACK_LIMIT)]: property,
    [SHORT_STACK_LIMIT]: property,
    [Symbol.for(NOTE_LIMIT)]: { value: note },
  });
}

/**
 * How many of the program's frames an error's stack has.
 *
 * @param frames - How many V8 took: more than it takes now were taken under another limit.
 * @returns undefined if the limit was set by code that does not know of ours, and held.
 */
export function ownLimitOf(error: object, frames: number): number | undefined {
  const noted = limitOf.get(error);
  const limit = ownLimit();
  if (noted !== undefined || limit === undefined || frames <= raise(limit)) return noted ?? limit;
  return Math.min(...[...used].filter((other) => frames <= raise(other)));
}

function ownLimit(): number | undefined {
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
