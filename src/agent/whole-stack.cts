// The stack that calls, whatever the program has made of `Error`.

// Taken now: a program may replace them later.
const { Error, String } = globalThis;
const { set } = Reflect;

/** Every frame that calls, one a line; null when the program has frozen `Error`. */
function wholeStack(): string | null {
  try {
    const { prepareStackTrace, stackTraceLimit } = Error;
    if (prepareStackTrace !== undefined) set(Error, 'prepareStackTrace', undefined);
    Error.stackTraceLimit = Infinity;
    const stack = String(new Error().stack);
    Error.stackTraceLimit = stackTraceLimit;
    if (prepareStackTrace !== undefined) Error.prepareStackTrace = prepareStackTrace;
    return stack;
  } catch {
    return null;
  }
}

export = wholeStack;
