// Starts the worker thread that lets the parent talk to this thread's inspector.
import fs = require('node:fs');
import path = require('node:path');
import workerThreads = require('node:worker_threads');
import type { AgentSettings } from './protocol.ts';

/**
 * Starts the bridge.
 *
 * @returns What waits until the parent lets the program go, and tells whether it is connected; when not, it was told why
 *   and the program runs unmeasured.
 */
function startBridge(settings: AgentSettings): () => boolean {
  // [0]: 0 while the program waits, 1 when it may go, 2 when the bridge failed.
  const gate = new Int32Array(new SharedArrayBuffer(4));
  try {
    const worker = unannounced(
      () =>
        new workerThreads.Worker(path.join(__dirname, 'bridge.cjs'), {
          name: 'memprof',
          workerData: { gate, settings },
          // Signals can be watched beside the program only through Node's own signal handles.
          execArgv: ['--expose-internals'],
          env: { NODE_NO_WARNINGS: '1' },
          // Else they would be piped into the program's own, which it may never have touched.
          stdout: true,
          stderr: true,
        }),
    );
    worker.unref();
    // An 'error' event without a listener would end the program.
    worker.on('error', () => undefined);
  } catch (error) {
    refuse(error, settings.replies);
    return () => false;
  }
  return () => {
    // Short waits: V8 serves the inspector between them.
    while (Atomics.load(gate, 0) === 0) Atomics.wait(gate, 0, 0, 1);
    return Atomics.load(gate, 0) === 1;
  };
}

/**
 * Makes a worker without Node's telling the program of it: the constructor (Node 20 to 26) leaves one tick, which emits the
 * event `worker` on `process`. With a tick under way, the program's first microtasks have Node's frame for ticks, too.
 */
function unannounced(make: () => workerThreads.Worker): workerThreads.Worker {
  const { nextTick } = process;
  process.nextTick = () => undefined;
  try {
    return make();
  } finally {
    process.nextTick = nextTick;
  }
}

/** Says once that there will be no measurement, and why. */
function refuse(error: unknown, replies: number): void {
  const message = JSON.stringify({ method: 'memprof.refused', params: { reason: String(error) } });
  const payload = Buffer.from(message);
  const frame = Buffer.alloc(5 + payload.length);
  frame[0] = 1;
  frame.writeUInt32LE(payload.length, 1);
  payload.copy(frame, 5);
  try {
    fs.writeSync(replies, frame);
  } catch {
    // Nobody listens: the program runs as if memprof were not there.
  }
}

export = { startBridge };
