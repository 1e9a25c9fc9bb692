// Whether the program handles a signal that has come: asked a moment later, a listener by `once` has gone already.
import callStack = require('./call-stack.cts');

/** How long after its listener has gone a signal may be asked about, in milliseconds. */
const WINDOW_MS = 2000;

// Taken now: a program may replace them later.
const { deleteProperty, setPrototypeOf } = Reflect;
const listenerCount = process.listenerCount.bind(process);
const now = performance.now.bind(performance);
/** For each signal, when its last listener went and nobody has asked since. */
const goneAt: Record<string, number | undefined> = {};
/** For each signal, when one that came was last said to be handled. */
const toldAt: Record<string, number | undefined> = {};

/**
 * Begins to note when the last listener of a signal removes itself, or is removed by another, while it is called. No
 * listener of ours would stay unseen; so what notes it is around the object in which `process` keeps its listeners.
 */
function watchHandlers(signals: readonly string[]): void {
  const holder = process as unknown as { _events: object };
  const handler: ProxyHandler<object> = {
    deleteProperty(listeners, name) {
      if (typeof name === 'string' && signals.includes(name) && isEmitting()) {
        // A signal that was told to be handled is not told twice.
        if (!isRecent(toldAt[name])) goneAt[name] = now();
        toldAt[name] = undefined;
      }
      return deleteProperty(listeners, name);
    },
  };
  // Else traps that a program adds to `Object.prototype` would be its own.
  setPrototypeOf(handler, null);
  holder._events = new Proxy(holder._events, handler);
}

/** Tells whether the program handles a signal that has just come; to be asked once for each that comes. */
function isHandled(signal: string): boolean {
  const hasListener = listenerCount(signal) > 0;
  const wasHandled = isRecent(goneAt[signal]);
  goneAt[signal] = undefined;
  toldAt[signal] = hasListener ? now() : undefined;
  return hasListener || wasHandled;
}

function isRecent(time: number | undefined): boolean {
  return time !== undefined && now() - time < WINDOW_MS;
}

/** Whether `process` is emitting an event, and not the program removing a listener at some other time. */
function isEmitting(): boolean {
  const { text, isFrozen } = callStack(Infinity);
  // Where nobody can tell it is.
  return isFrozen || text.includes('at process.emit (node:events');
}

export = { watchHandlers, isHandled };
