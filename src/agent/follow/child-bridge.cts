// Runs in a worker thread of a child process that is followed: hands inspector messages from memprof to the main
// thread's inspector and back, and takes down the end when a signal is about to kill the child.
import inspector = require('node:inspector');
import net = require('node:net');
import os = require('node:os');
import path = require('node:path');
import workerThreads = require('node:worker_threads');
import endThread = require('../end-thread.cts');
import type { BridgeMessage, BridgeRequest } from '../protocol.ts';

interface SignalHandle {
  onsignal: (number: number) => void;
  start(number: number): void;
  close(): void;
}

const NOT_YET = 0;
const CONNECTED = 1;
const OVER = 2;

/** On Node 26 a message from the main thread sometimes wakes this one only when its loop turns for another reason. */
const TURN_MS = 20;

const JSON_FRAME = 1;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** How long a busy child may take to tell whether it handles a signal itself; then to look at itself. Milliseconds. */
const PATIENCE_MS = 2000;
const LOOK_PATIENCE_MS = 30_000;

const { gate, socket, place, watchesSignals } = workerThreads.workerData as {
  gate: Int32Array;
  socket: string;
  place: string;
  watchesSignals: boolean;
};
const session = new inspector.Session();
const handles: SignalHandle[] = [];
const connection = net.connect(socket);
let isDying = false;
let hasConnected = false;

function send(message: BridgeMessage): void {
  const payload = Buffer.from(JSON.stringify(message));
  const header = Buffer.alloc(5);
  header[0] = JSON_FRAME;
  header.writeUInt32LE(payload.length, 1);
  connection.write(Buffer.concat([header, payload]));
}

/** Lets go of the main thread for good. */
function letGo(): void {
  for (const handle of handles.splice(0)) handle.close();
  const wasConnected = Atomics.compareExchange(gate, 0, CONNECTED, OVER) === CONNECTED;
  if (wasConnected) session.disconnect();
  Atomics.notify(gate, 0);
  if (wasConnected) endThread.askToEnd(end);
  else if (!hasConnected) end();
}

/** Nothing keeps this thread any more: that it ends tells the main thread that memprof has gone. */
function end(): void {
  clearInterval(turning);
  workerThreads.parentPort?.close();
}

/** Watches signals through Node's own handles: they work here, and also while the main thread is busy. */
function watchSignals(): void {
  const { internalBinding } = require('internal/test/binding') as {
    internalBinding: (name: string) => { Signal: new () => SignalHandle };
  };
  const { Signal } = internalBinding('signal_wrap');
  for (const name of SIGNALS) {
    const handle = new Signal();
    handle.onsignal = () => void signalled(name);
    handle.start(os.constants.signals[name]);
    handles.push(handle);
  }
}

async function signalled(name: NodeJS.Signals): Promise<void> {
  if (!isDying) {
    const isHandled = await evaluate(`${HANDLED}.isHandled(${JSON.stringify(name)})`, PATIENCE_MS);
    if (isHandled === true) return;
    isDying = true;
    if (isHandled !== null) await evaluate(END, LOOK_PATIENCE_MS);
  }
  letGo();
  // Closing the last handle of a signal gave it back its default action.
  setImmediate(() => process.kill(process.pid, name));
}

/** A module of the agent's in the main thread, for what is evaluated there. */
function moduleThere(file: string): string {
  const name = JSON.stringify(path.join(__dirname, file));
  return `process.getBuiltinModule('node:module').createRequire(${name})(${name})`;
}

const HANDLED = moduleThere('../handled-signals.cjs');
const END = `${moduleThere('records.cjs')}.take('exit', '')`;

/** @returns null when the main thread does not answer in time. */
function evaluate(expression: string, patienceMs: number): Promise<unknown> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMs, null);
    session.post('Runtime.evaluate', { expression, returnByValue: true }, (error, reply) => {
      clearTimeout(timer);
      resolve(error === null ? reply.result.value : null);
    });
  });
}

function passOn({ id, method, params }: BridgeRequest): void {
  session.post(method, params as object, (error: Error | null, result?: object) =>
    send(error ? { id, error: error.message } : { id, result }),
  );
}

const turning = setInterval(() => undefined, TURN_MS);
connection.on('error', () => undefined);
connection.on('close', letGo);
workerThreads.parentPort?.on('message', (message) => {
  if (message === 'over') letGo();
});
connection.on('connect', () => {
  // The child may be about to exit: a session begun now would hold it up.
  if (Atomics.compareExchange(gate, 0, NOT_YET, CONNECTED) !== NOT_YET) return;
  hasConnected = true;
  session.connectToMainThread();
  session.on('inspectorNotification', ({ method, params }: { method: string; params?: unknown }) =>
    send({ method, params }),
  );
  try {
    if (watchesSignals) watchSignals();
  } catch {
    // Then a signal kills it with no last look, as it would without memprof.
  }
  send({ method: 'memprof.ready', params: { place } });
  let rest = '';
  connection.setEncoding('utf8');
  connection.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) passOn(JSON.parse(line) as BridgeRequest);
  });
});
