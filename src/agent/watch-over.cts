// For a program whose measurer was killed: notices it, and takes back what nobody else can take back any more.
import fs = require('node:fs');
import timers = require('node:timers');

// Taken now: a program may replace them later.
const { clearInterval, setInterval } = timers;

const TICK_MS = 1000;
/** So many turns of the clock with no sign of life; it stands still while the program is busy. */
const MOST_MISSED = 5;

/** What {@link watchOver} has begun. */
interface Watch {
  /** memprof has just been heard of. */
  heard(): void;
  stop(): void;
}

/**
 * Calls `onDeath` once when memprof has gone. It keeps no program alive, and costs nothing while memprof is heard of.
 *
 * @param pid - memprof's process id as this process sees it; null when it sees none, then silence is death.
 */
function watchOver(pid: number | null, onDeath: () => void): Watch {
  let missed = 0;
  const timer = setInterval(() => {
    if (++missed < MOST_MISSED || (pid !== null && isThere(pid))) return;
    clearInterval(timer);
    onDeath();
  }, TICK_MS);
  timer.unref();
  return {
    heard: () => void (missed = 0),
    stop: () => clearInterval(timer),
  };
}

/** Whether a process is there, if only stopped; what has ended and was not yet waited for is not. */
function isThere(pid: number): boolean {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
  } catch {
    return false;
  }
}

export = Object.assign(watchOver, { isThere });
