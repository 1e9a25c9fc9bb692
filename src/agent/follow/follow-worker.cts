// In a worker thread that is followed: samples its allocations and takes down its start, its marks and its exit.
import workerThreads = require('node:worker_threads');
import hooks = require('../hooks.cts');
import looking = require('./look.cts');
import records = require('./records.cts');
import type { FollowSettings } from '../protocol/follow.ts';

const KEY = 'memprof.follow';

interface Shared {
  readonly settings: FollowSettings;
  /** What files of this process's workers begin with: nothing, or `child-1234.`. */
  readonly prefix: string;
  /** How many snapshots workers have taken at their start, and at their exit; all threads count here. */
  readonly taken: Int32Array;
}

/** In the main thread: worker threads started from now on are followed. */
function shareSettings(settings: FollowSettings, prefix: string): void {
  const taken = new Int32Array(new SharedArrayBuffer(8));
  const shared: Shared = { settings, prefix, taken };
  if (settings.workers) workerThreads.setEnvironmentData(KEY, shared as never);
}

/** In a worker thread: begins to follow it, if that is wanted. @returns whether it is. */
function followWorker(): boolean {
  // Threads of Node's own, such as that of module hooks, have no port to a parent.
  if (workerThreads.parentPort === null) return false;
  const shared = workerThreads.getEnvironmentData(KEY) as unknown as Shared | undefined;
  if (shared === undefined) return false;
  const { settings, prefix, taken } = shared;
  const place = `${prefix}worker-${workerThreads.threadId}`;
  try {
    looking.beginToLook(settings, place);
  } catch {
    // Without an inspector the worker runs as if memprof were not there.
    return false;
  }
  records.begin(settings, place, taken);
  records.take('start', '');
  const memprof = { mark: (name: string): void => records.take('mark', String(name)) };
  Object.defineProperty(globalThis, 'memprof', { value: memprof, configurable: true, writable: true });
  hooks.onExit(() => records.take('exit', ''));
  return true;
}

export = { shareSettings, followWorker };
