// Entry given to --require. Runs before the program and must leave no trace it could trip over.
import workerThreads = require('node:worker_threads');
import standstill = require('./standstill.cts');
import followed = require('./follow/shared.cts');
import workerMarks = require('./worker-marks.cts');
import type { AgentSettings } from './protocol.ts';
import type { FollowSettings } from './protocol/follow.ts';

const VARIABLE = 'MEMPROF_AGENT';

/** The settings, when this is the very process they were made for. */
function takeSettings(): AgentSettings | null {
  const text = process.env[VARIABLE];
  if (text === undefined) return null;
  delete process.env[VARIABLE];
  const settings = JSON.parse(text) as AgentSettings;
  return settings.parentPid === process.ppid ? settings : null;
}

/** Forked children start with our `process.execArgv`: what memprof added must not be in it. */
function leaveExecArgv(flags: readonly string[]): void {
  const { execArgv } = process;
  const at = execArgv.findIndex((_, i) => flags.every((flag, j) => execArgv[i + j] === flag));
  if (at >= 0) execArgv.splice(at, flags.length);
}

/** Whoever goes through `require.cache` finds the modules of the program alone; looked up, ours are there. */
function hideModules(): void {
  for (const file of Object.keys(require.cache)) {
    if (file.startsWith(__dirname)) Object.defineProperty(require.cache, file, { enumerable: false });
  }
}

/** Loaded only where suspects are explained. */
function markDescriptors(): void {
  (require('./open-descriptors.cjs') as () => void)();
}

/** Loaded only where somebody is followed: everywhere else it would cost milliseconds and memory. */
const following = {
  child: (): void => (require('./follow/follow-child.cjs') as () => void)(),
  spawning: (settings: FollowSettings): void =>
    (require('./follow/spawn-hook.cjs') as (settings: FollowSettings) => void)(settings),
  worker: (): boolean => (require('./follow/follow-worker.cjs') as () => boolean)(),
};

leaveExecArgv(['--require', __filename]);
if (workerThreads.isMainThread) {
  const settings = takeSettings();
  if (settings !== null) {
    leaveExecArgv(settings.ownFlags);
    standstill.begin(settings);
    if (settings.marksDescriptors) markDescriptors();
    // After the bridge's own thread was started: it is not the program's.
    if (settings.follow) followed.share(settings.follow, '');
    if (settings.follow?.children) following.spawning(settings.follow);
  } else if (process.env.MEMPROF_FOLLOW !== undefined) {
    following.child();
  }
} else if (followed.shared() === null || !following.worker()) {
  workerMarks.countMarks();
}
hideModules();
