// What worker threads find when they start, if they are to be followed.
import workerThreads = require('node:worker_threads');
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
function share(settings: FollowSettings, prefix: string): void {
  const taken = new Int32Array(new SharedArrayBuffer(8));
  const value: Shared = { settings, prefix, taken };
  if (settings.workers || settings.children) workerThreads.setEnvironmentData(KEY, value as never);
}

/** In a worker thread: what was shared; null when nobody is followed. */
function shared(): Shared | null {
  // Threads of Node's own, such as that of module hooks, have no port to a parent.
  if (workerThreads.parentPort === null) return null;
  return (workerThreads.getEnvironmentData(KEY) as unknown as Shared | undefined) ?? null;
}

export = { share, shared };
