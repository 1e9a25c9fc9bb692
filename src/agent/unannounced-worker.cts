// A worker thread that the program is not told of.
import workerThreads = require('node:worker_threads');
import endThread = require('./end-thread.cts');

/**
 * Makes a worker whose errors end nothing and that keeps nothing alive. When it asks whether it may end, by any message
 * (see `end-thread`), it is told so.
 *
 * Its constructor (Node 20 to 26) leaves one tick, which emits the event `worker` on `process`; it is dropped. With a tick
 * under way, the program's first microtasks have Node's frame for ticks in their stacks, too.
 */
function unannouncedWorker(file: string, options: workerThreads.WorkerOptions): workerThreads.Worker {
  const worker = withoutTicks(
    () =>
      new workerThreads.Worker(file, {
        name: 'memprof',
        env: { NODE_NO_WARNINGS: '1' },
        // Else they would be piped into the program's own, which it may never have touched.
        stdout: true,
        stderr: true,
        ...options,
      }),
  );
  // An 'error' event without a listener would end the program.
  worker.on('error', () => undefined);
  // Taken now: a program may replace it later.
  const mayEnd = worker.postMessage.bind(worker, endThread.END);
  worker.on('message', () => mayEnd());
  // Last: a listener for messages keeps the event loop going.
  worker.unref();
  return worker;
}

function withoutTicks<T>(make: () => T): T {
  const { nextTick } = process;
  process.nextTick = () => undefined;
  try {
    return make();
  } finally {
    process.nextTick = nextTick;
  }
}

export = unannouncedWorker;
