// In a worker thread that is followed: samples its allocations and takes down its start, its marks and its exit.
import workerThreads = require('node:worker_threads');
import hooks = require('../hooks.cts');
import looking = require('./look.cts');
import records = require('./records.cts');
import sharing = require('./shared.cts');
import spawnHook = require('./spawn-hook.cts');

/** Begins to follow this thread, if that is wanted, and the processes it starts. @returns whether the thread is. */
function followWorker(): boolean {
  const shared = sharing.shared();
  if (shared === null) return false;
  const { settings, prefix, taken } = shared;
  if (settings.children) spawnHook(settings);
  if (!settings.workers) return false;
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

export = followWorker;
