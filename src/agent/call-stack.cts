// The stack that calls, whatever the program has made of `Error`.

// Taken now: a program may replace them later.
const { Error, String } = globalThis;
const { set } = Reflect;

interface CallStack {
  /** The innermost frames that call, one a line. */
  readonly text: string;
  /** Whether the program has frozen `Error`: then it says how many frames there are, and how they read. */
  readonly isFrozen: boolean;
}

/** @param limit - Frames to tell: of a deep stack all of them take milliseconds. */
function callStack(limit: number): CallStack {
  try {
    const { prepareStackTrace, stackTraceLimit } = Error;
    if (prepareStackTrace !== undefined) set(Error, 'prepareStackTrace', undefined);
    Error.stackTraceLimit = limit;
    const text = String(new Error().stack);
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace !== undefined) Error.prepareStackTrace = prepareStackTrace;
    return { text, isFrozen: false };
  } catch {
    return { text: String(new Error().stack), isFrozen: true };
  }
}

export = callStack;
