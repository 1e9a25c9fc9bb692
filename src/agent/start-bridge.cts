// Starts the worker thread that lets the parent talk to this thread's inspector.
import fs = require('node:fs');
import path = require('node:path');
import unannouncedWorker = require('./unannounced-worker.cts');
import vmRuns = require('./vm-runs.cts');
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
    unannouncedWorker(path.join(__dirname, 'bridge.cjs'), {
      workerData: { gate, settings, underWay: vmRuns.underWay },
      // Signals can be watched beside the program only through Node's own signal handles.
      execArgv: ['--expose-internals'],
    });
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
