// A worker thread that the program is not told of.
import workerThreads = require('node:worker_threads');

/**
 * Makes a worker whose errors end nothing and that keeps nothing alive.
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
  worker.unref();
  // An 'error' event without a listener would end the program.
  worker.on('error', () => undefined);
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
