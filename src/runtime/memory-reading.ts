/** This process's memory at one moment, in bytes unless said otherwise. */
export interface MemoryReading {
  readonly rss: number;
  readonly heapUsed: number;
  readonly heapTotal: number;
  /** Memory of C++ objects bound to JavaScript ones, `arrayBuffers` included. */
  readonly external: number;
  readonly arrayBuffers: number;
  /** Open file descriptors, a count; NaN where the system does not tell (no `/proc`). */
  readonly descriptors: number;
}

/** The figures of a reading, in its order. */
export const READING_SERIES = [
  'rss',
  'heapUsed',
  'heapTotal',
  'external',
  'arrayBuffers',
  'descriptors',
] as const satisfies readonly (keyof MemoryReading)[];

/** The name of a figure. */
export type SeriesName = (typeof READING_SERIES)[number];

/** What a figure may be compared to. */
export interface MemoryLimits {
  /** Where V8 gives up with "heap out of memory", in bytes. */
  readonly heap: number;
  /** Where the control group (container) is killed, in bytes; the machine's memory where there is no such limit. */
  readonly process: number;
}

/** Takes a reading; some 25 µs, half of it for the descriptors. */
export function readMemory(): MemoryReading {
  const { rss, heapUsed, heapTotal, external, arrayBuffers } = process.memoryUsage();
  return { rss, heapUsed, heapTotal, external, arrayBuffers, descriptors: countDescriptors() };
}

/** The limits this process runs under. */
export function readLimits(): MemoryLimits {
  // Not imported at the top: that takes 2 ms of every program that imports the library.
  const { getHeapStatistics } = process.getBuiltinModule('node:v8');
  const machine = process.getBuiltinModule('node:os').totalmem();
  const constrained = process.constrainedMemory();
  // 0 means unknown; without a limit some systems answer 1.8e19.
  const isLimited = constrained > 0 && constrained < machine;
  return { heap: getHeapStatistics().heap_size_limit, process: isLimited ? constrained : machine };
}

function countDescriptors(): number {
  try {
    // One less: reading the directory opens it.
    return process.getBuiltinModule('node:fs').readdirSync('/proc/self/fd').length - 1;
  } catch {
    return NaN; // No /proc, or no descriptor left to read it with: not known, as documented.
  }
}
