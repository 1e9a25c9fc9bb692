// What a child process is called, and its bridge: the same for those that memprof has started and those it joins.
import fs = require('node:fs');
import path = require('node:path');
import type workerThreads = require('node:worker_threads');
import unannouncedWorker = require('../unannounced-worker.cts');
import type { FollowSettings } from '../protocol/follow.ts';

// Taken now: a program may replace them later.
const { compareExchange, load, wait } = Atomics;

/** What the bridge's gate can be at. */
const NOT_YET = 0;
const CONNECTED = 1;
const OVER = 2;

/** How long to wait for the bridge to let go, in milliseconds. */
const PATIENCE_MS = 2000;

/** A connection to memprof, in a thread of its own. */
interface Bridge {
  /** False when the parent has ended meanwhile. */
  isWatched(): boolean;
  /** Ends the session: Node would wait for it, and say so. */
  letGo(): void;
}

/** What the files of this process begin with; a process id may come again. */
function newPlace(folder: string): string {
  const stem = `child-${process.pid}`;
  for (let again = 1; ; again++) {
    const place = again === 1 ? stem : `${stem}-${again}`;
    try {
      fs.writeFileSync(path.join(folder, `${place}.id`), '', { flag: 'wx' });
      return place;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return place;
    }
  }
}

/**
 * Starts the bridge.
 *
 * @param onEnd - Called when memprof has let go of a process that was joined while it ran; null in one that memprof has
 *   had started. Only the latter is looked at when a signal ends it: that takes more than can be taken back.
 * @returns null when this process may have no threads.
 */
function startBridge(settings: FollowSettings, place: string, onEnd: (() => void) | null): Bridge | null {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  let worker: workerThreads.Worker;
  try {
    worker = unannouncedWorker(path.join(__dirname, 'child-bridge.cjs'), {
      workerData: { gate, socket: settings.socket, place, watchesSignals: onEnd === null },
      // Signals can be watched beside the program only through Node's own signal handles.
      execArgv: onEnd === null ? ['--expose-internals'] : [],
    });
  } catch {
    return null;
  }
  if (onEnd !== null) worker.on('exit', onEnd);
  return {
    isWatched: () => load(gate, 0) !== OVER,
    letGo() {
      if (compareExchange(gate, 0, NOT_YET, OVER) !== CONNECTED) return;
      worker.postMessage('over');
      // Short waits: V8 serves the inspector between them, and so lets the session end.
      for (let waits = 0; waits < PATIENCE_MS && load(gate, 0) === CONNECTED; waits++) {
        wait(gate, 0, CONNECTED, 1);
      }
    },
  };
}

export = { newPlace, startBridge };
