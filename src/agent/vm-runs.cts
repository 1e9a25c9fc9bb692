// Whether code of `node:vm` may be under way: it may have a limit of time, and V8's inspector swallows a termination that
// comes while it evaluates something.
import vm = require('node:vm');

// Taken now: a program may replace them later.
const { compareExchange, store } = Atomics;
const nothing = Promise.resolve();
const then = nothing.then.bind(nothing) as (callback: () => void) => unknown;

/** [0] is 1 from the moment such code is started until the stack is empty. */
const underWay = new Int32Array(new SharedArrayBuffer(4));
const over = (): void => void store(underWay, 0, 0);

/** Begins to note it. An accessor, so that no frame of ours stands in a stack trace of the program's. */
function watchRuns(): void {
  const prototype = Object.getPrototypeOf(vm.Script.prototype) as object;
  const original = Object.getOwnPropertyDescriptor(prototype, 'runInContext');
  if (original?.configurable !== true) return;
  Object.defineProperty(prototype, 'runInContext', {
    configurable: true,
    enumerable: original.enumerable ?? true,
    get(): unknown {
      if (compareExchange(underWay, 0, 0, 1) === 0) then(over);
      return original.value as unknown;
    },
    set(value: unknown) {
      original.value = value;
    },
  });
}

export = { underWay, watchRuns };
