// Lets the program come to rest: what is only waiting for a turn of the event loop or a collection is no leak.
import timers = require('node:timers');

// Taken now: a program may replace them later.
const { setImmediate, setTimeout } = timers;
const { memoryUsage } = process;

/** A pass that frees less than this, in bytes, has come to rest. */
const STILL_BYTES = 2048;
const FEWEST_PASSES = 3;
const MOST_PASSES = 40;
/** After this many passes each waits longer: a backlog that drains needs time, not collections. */
const PATIENT_PASSES = 6;

/**
 * Collects garbage between turns of the event loop until two passes in a row free next to nothing. Weak references,
 * finalizers and chains of them each need a collection and a turn.
 *
 * @returns The passes it took.
 */
async function settle(collect: () => void): Promise<number> {
  let heapBefore = Infinity;
  let stillPasses = 0;
  let passes = 0;
  while (passes < MOST_PASSES && (passes < FEWEST_PASSES || stillPasses < 2)) {
    await turn();
    await pause(passes < PATIENT_PASSES ? 2 : 20);
    collect();
    const heapNow = memoryUsage().heapUsed;
    stillPasses = heapBefore - heapNow < STILL_BYTES ? stillPasses + 1 : 0;
    heapBefore = heapNow;
    passes++;
  }
  return passes;
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(() => setImmediate(resolve)));
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, milliseconds));
}

export = settle;
