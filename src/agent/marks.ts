/** What the agent puts on `globalThis` of a program under measurement. */
export interface MemprofGlobal {
  /** The program stands still here until the label is recorded. */
  mark(name: string): void;
}

declare global {
  // eslint-disable-next-line no-var
  var memprof: MemprofGlobal | undefined;
}

/**
 * Labels this moment: under `memprof run` the program stands still here until the heap snapshot, the
 * sampling profile and the memory figures are taken. Without memprof it does nothing, in nanoseconds.
 *
 * A name used again makes a series (`turn #1`, `turn #2`, …). In worker threads a label is only counted.
 */
export function mark(name: string): void {
  globalThis.memprof?.mark(name);
}
