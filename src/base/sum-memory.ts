/** Memory of a process or of a thread in it, in bytes. */
export interface Memory {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
}

/** A worker thread or child process beside a main program. */
export interface MemoryBeside {
  readonly kind: 'worker' | 'child';
  readonly memory: Memory;
}

/**
 * Memory of a program with its worker threads and child processes. A thread has a heap of its own within the memory of
 * its process. Pages that processes share count in each.
 */
export function sumMemory(main: Memory, beside: readonly MemoryBeside[]): Memory {
  const heaps = [main, ...beside.map(({ memory }) => memory)];
  const processes = [main, ...beside.filter(({ kind }) => kind === 'child').map(({ memory }) => memory)];
  return {
    rssBytes: sum(processes, ({ rssBytes }) => rssBytes),
    heapUsedBytes: sum(heaps, ({ heapUsedBytes }) => heapUsedBytes),
    heapTotalBytes: sum(heaps, ({ heapTotalBytes }) => heapTotalBytes),
    externalBytes: sum(heaps, ({ externalBytes }) => externalBytes),
    arrayBuffersBytes: sum(heaps, ({ arrayBuffersBytes }) => arrayBuffersBytes),
  };
}

function sum(all: readonly Memory[], of: (memory: Memory) => number): number {
  return all.reduce((total, memory) => total + of(memory), 0);
}
