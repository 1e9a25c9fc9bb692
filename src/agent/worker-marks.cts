// Labels in worker threads are ignored and counted, in a number all threads share.
import workerThreads = require('node:worker_threads');

const KEY = 'memprof.ignoredMarks';

/** In the main thread: makes the counter that later worker threads find. */
function shareCounter(): Int32Array {
  const counter = new Int32Array(new SharedArrayBuffer(4));
  workerThreads.setEnvironmentData(KEY, counter);
  return counter;
}

/** In a worker thread: a `globalThis.memprof` whose `mark()` only counts. */
function countMarks(): void {
  const counter = workerThreads.getEnvironmentData(KEY);
  if (!(counter instanceof Int32Array)) return;
  // Taken now: a program may replace it later.
  const { add } = Atomics;
  const memprof = { mark: () => void add(counter, 0, 1) };
  Object.defineProperty(globalThis, 'memprof', { value: memprof, configurable: true, writable: true });
}

export = { shareCounter, countMarks };
