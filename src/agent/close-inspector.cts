// Closes the inspector of the program it runs in. Node's builtins only: it is put into programs as the text of this file.
import fs = require('node:fs');
import inspector = require('node:inspector');
import timers = require('node:timers');

/**
 * An inspector that is closed while its connection is being closed brings Node down (a segmentation fault in one of six
 * on Node 24). So long, in milliseconds, nobody has been connected.
 */
const SAFE_MS = 100;
/** Somebody else may stay connected after us: then it is closed under them, for it was opened for us. */
const PATIENCE_MS = 5000;
/** Of `/proc/net/tcp`: a connection that is open at our end. */
const OPEN_STATES = new Set(['01', '08']);

/**
 * Waits until nobody is connected to the inspector, without keeping the program alive.
 *
 * @param then - Called some turns of the event loop after that.
 */
function whenAlone(then: () => void): void {
  const port = portOf(inspector.url());
  const latest = Date.now() + PATIENCE_MS;
  const look = (): void => {
    const isAlone = port === null || !isConnected(port) || Date.now() > latest;
    timers.setTimeout(isAlone ? () => afterTurns(2, then) : look, SAFE_MS).unref();
  };
  look();
}

/** Closes it, if it is still open then. */
function closeWhenAlone(): void {
  whenAlone(() => {
    try {
      inspector.close();
    } catch {
      // It is closed.
    }
  });
}

/**
 * Has it listen at another port as soon as nobody is connected, and leaves `process.debugPort` as it is.
 *
 * @param latest - By `Date.now()`; it is only closed after that.
 */
function moveWhenAlone(latest: number): void {
  const { debugPort } = process;
  whenAlone(() => {
    inspector.close();
    if (Date.now() > latest) return;
    inspector.open(0, '127.0.0.1');
    process.debugPort = debugPort;
  });
}

function afterTurns(turns: number, then: () => void): void {
  if (turns === 0) then();
  else timers.setImmediate(afterTurns, turns - 1, then);
}

function portOf(url: string | undefined): number | null {
  const port = /^ws:\/\/[^/]*:(\d+)\//.exec(url ?? '')?.[1];
  return port === undefined ? null : Number(port);
}

/** Where the system does not tell, nobody is. */
function isConnected(port: number): boolean {
  const wanted = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  return ['/proc/self/net/tcp', '/proc/self/net/tcp6'].some((file) => {
    try {
      const lines = fs.readFileSync(file, 'utf8').split('\n').slice(1);
      return lines.some((line) => {
        const [, local = '', , state = ''] = line.trim().split(/\s+/);
        return local.endsWith(wanted) && OPEN_STATES.has(state);
      });
    } catch {
      return false;
    }
  });
}

export = { closeWhenAlone, moveWhenAlone };
