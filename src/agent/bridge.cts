// Runs in a worker thread of the target: hands inspector messages from the parent to the main thread's
// inspector and back. It opens no port, prints nothing, and lives on while the main thread is blocked.
import fs = require('node:fs');
import inspector = require('node:inspector');
import net = require('node:net');
import os = require('node:os');
import workerThreads = require('node:worker_threads');
import endThread = require('./end-thread.cts');
import MainRequests = require('./main-requests.cts');
import type { AgentSettings, BridgeMessage, BridgeRequest } from './protocol.ts';

interface SignalHandle {
  onsignal: (number: number) => void;
  start(number: number): void;
  close(): void;
}

interface Notification {
  readonly method: string;
  readonly params?: { readonly chunk?: string; readonly url?: string };
}

const JSON_FRAME = 1;
const SNAPSHOT_FRAME = 2;
/** On Node 26 a message from the main thread sometimes wakes this one only when its loop turns for another reason. */
const TURN_MS = 20;

const { gate, settings, underWay } = workerThreads.workerData as {
  gate: Int32Array;
  settings: AgentSettings;
  underWay: Int32Array;
};
const session = new inspector.Session();
const mainRequests = new MainRequests(session, underWay);
const handles: SignalHandle[] = [];

function writeFrame(type: number, payload: Buffer): void {
  const header = Buffer.alloc(5);
  header[0] = type;
  header.writeUInt32LE(payload.length, 1);
  writeAll(Buffer.concat([header, payload]));
}

function writeAll(bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += fs.writeSync(settings.replies, bytes, at);
}

function send(message: BridgeMessage): void {
  writeFrame(JSON_FRAME, Buffer.from(JSON.stringify(message)));
}

function openGate(state: 1 | 2): void {
  Atomics.store(gate, 0, state);
  Atomics.notify(gate, 0);
}

/** Watches signals through Node's own handles: they work here, and also while the main thread is busy. */
function watchSignals(): void {
  const { internalBinding } = require('internal/test/binding') as {
    internalBinding: (name: string) => { Signal: new () => SignalHandle };
  };
  const { Signal } = internalBinding('signal_wrap');
  const watch = (name: string, onSignal: () => void): void => {
    const number = os.constants.signals[name as NodeJS.Signals];
    if (number === undefined) return;
    const signalHandle = new Signal();
    signalHandle.onsignal = onSignal;
    signalHandle.start(number);
    handles.push(signalHandle);
  };
  for (const signal of settings.signals)
    watch(signal, () => send({ method: 'memprof.signal', params: { signal } }));
  // The parent stops when the program stops itself; whoever lets the program go on may know nothing of it.
  watch('SIGCONT', () => process.kill(settings.parentPid, 'SIGCONT'));
}

/** Node's own scripts, more than a hundred when the debugger is enabled: nobody asks for them. */
function isOfNode({ method, params }: Notification): boolean {
  return method === 'Debugger.scriptParsed' && params?.url?.startsWith('node:') === true;
}

function unwatchSignals(): void {
  for (const signalHandle of handles.splice(0)) signalHandle.close();
}

function handle(request: BridgeRequest): void {
  const { id, method, params } = request;
  switch (method) {
    case 'memprof.go':
      openGate(1);
      send({ id, result: {} });
      return;
    case 'memprof.disconnect':
      send({ id, result: {} });
      session.disconnect();
      return;
    case 'memprof.kill':
      // Closing the last handle of a signal gives it back its default action.
      unwatchSignals();
      session.disconnect();
      setImmediate(() => process.kill(process.pid, (params as { signal: NodeJS.Signals }).signal));
      return;
    default:
      mainRequests.post(method, params as object, (error, result) =>
        send(error ? { id, error: error.message } : { id, result }),
      );
  }
}

/** The parent is gone: let the program go on without us. */
function letGo(): void {
  unwatchSignals();
  openGate(1);
  session.disconnect();
}

try {
  session.connectToMainThread();
  session.on('inspectorNotification', (event: Notification) => {
    mainRequests.heard(event.method);
    if (event.method === 'HeapProfiler.addHeapSnapshotChunk') {
      // V8 escapes everything beyond ASCII.
      writeFrame(SNAPSHOT_FRAME, Buffer.from(event.params?.chunk ?? '', 'latin1'));
    } else if (!isOfNode(event)) {
      send({ method: event.method, params: event.params });
    }
  });
  let canWatchSignals = true;
  try {
    watchSignals();
  } catch {
    canWatchSignals = false;
  }
  const requests = new net.Socket({ fd: settings.requests, readable: true, writable: false });
  let rest = '';
  requests.setEncoding('utf8');
  requests.on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) handle(JSON.parse(line) as BridgeRequest);
  });
  const turning = setInterval(() => undefined, TURN_MS);
  requests.on('error', letGo);
  requests.on('close', () => {
    letGo();
    endThread.askToEnd(() => clearInterval(turning));
  });
  send({ method: 'memprof.ready', params: { canWatchSignals } });
} catch (error) {
  try {
    send({ method: 'memprof.refused', params: { reason: String(error) } });
  } finally {
    openGate(2);
  }
}
