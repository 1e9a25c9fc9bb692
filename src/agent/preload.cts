// Entry given to --require. Runs before the program and must leave no trace it could trip over.
import workerThreads = require('node:worker_threads');
import standstill = require('./standstill.cts');
import workerMarks = require('./worker-marks.cts');
import type { AgentSettings } from './protocol.ts';

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

if (workerThreads.isMainThread) {
  leaveExecArgv(['--require', __filename]);
  const settings = takeSettings();
  if (settings !== null) {
    leaveExecArgv(settings.ownFlags);
    standstill.begin(settings);
  }
} else {
  workerMarks.countMarks();
}
