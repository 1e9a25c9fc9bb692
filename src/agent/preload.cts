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

/** Forked children start with our `process.execArgv`: the agent must not be in it. */
function leaveExecArgv(): void {
  const at = process.execArgv.indexOf(__filename);
  if (at > 0) process.execArgv.splice(at - 1, 2);
}

if (workerThreads.isMainThread) {
  leaveExecArgv();
  const settings = takeSettings();
  if (settings !== null) standstill.begin(settings);
} else {
  workerMarks.countMarks();
}
