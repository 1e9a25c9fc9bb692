// In a child process that is followed: as in a worker thread, and a bridge for the parent to ask by.
import fs = require('node:fs');
import path = require('node:path');
import workerThreads = require('node:worker_threads');
import hooks = require('../hooks.cts');
import stopInlining = require('../inlining.cts');
import looking = require('./look.cts');
import records = require('./records.cts');
import sharing = require('./shared.cts');
import spawnHook = require('./spawn-hook.cts');
import type { FollowSettings } from '../protocol/follow.ts';

/** What the bridge's gate can be at. */
const NOT_YET = 0;
const CONNECTED = 1;
const OVER = 2;

/** How long to wait for the bridge to let go, in milliseconds. */
const PATIENCE_MS = 2000;

/** In the main thread of a process: begins to follow it, if it was started to be. */
function followChild(): void {
  const settings = spawnHook.takeHanded();
  // An older Node than memprof runs on lacks what the agent needs.
  if (settings === null || typeof process.getBuiltinModule !== 'function') return;
  const place = newPlace(settings.folder);
  if (!settings.keepInlining) stopInlining();
  try {
    looking.beginToLook(settings, place);
  } catch {
    // Without an inspector it runs as if memprof were not there.
    return;
  }
  records.begin(settings, place, new Int32Array(2));
  // Before the start is taken down: the bridge is no growth of the program's.
  const bridge = startBridge(settings, place);
  records.take('start', '');
  const memprof = {
    mark: (name: string): void => {
      if (bridge?.isWatched() !== false) records.take('mark', String(name));
    },
  };
  Object.defineProperty(globalThis, 'memprof', { value: memprof, configurable: true, writable: true });
  hooks.onExit(() => {
    if (bridge?.isWatched() !== false) records.take('exit', '');
    bridge?.letGo();
  });
  sharing.share(settings, `${place}.`);
  if (settings.children) spawnHook(settings);
}

/** A process id may come again. */
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

interface Bridge {
  /** False when the parent has ended meanwhile. */
  isWatched(): boolean;
  /** Ends the session: Node would wait for it, and say so. */
  letGo(): void;
}

function startBridge(settings: FollowSettings, place: string): Bridge | null {
  const gate = new Int32Array(new SharedArrayBuffer(4));
  let worker: workerThreads.Worker;
  try {
    worker = new workerThreads.Worker(path.join(__dirname, 'child-bridge.cjs'), {
      name: 'memprof',
      workerData: { gate, socket: settings.socket, place },
      execArgv: ['--expose-internals'],
      env: { NODE_NO_WARNINGS: '1' },
      stdout: true,
      stderr: true,
    });
  } catch {
    return null;
  }
  worker.unref();
  // An 'error' event without a listener would end the program.
  worker.on('error', () => undefined);
  return {
    isWatched: () => Atomics.load(gate, 0) !== OVER,
    letGo() {
      if (Atomics.compareExchange(gate, 0, NOT_YET, OVER) !== CONNECTED) return;
      worker.postMessage('over');
      // Short waits: V8 serves the inspector between them, and so lets the session end.
      for (let waits = 0; waits < PATIENCE_MS && Atomics.load(gate, 0) === CONNECTED; waits++) {
        Atomics.wait(gate, 0, CONNECTED, 1);
      }
    },
  };
}

export = followChild;
