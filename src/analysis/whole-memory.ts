import type { LabelResult, MemoryResult } from './results.ts';

/**
 * Memory of the whole program at a label: the main program, its worker threads and its child processes that were seen
 * there. A thread has a heap of its own within the memory of its process. Pages that processes share count in each.
 */
export function wholeMemory({ memory, places = [] }: LabelResult): MemoryResult {
  const heaps = [memory, ...places.map((place) => place.memory)];
  const processes = [memory, ...places.filter(({ kind }) => kind === 'child').map((place) => place.memory)];
  return {
    rssBytes: sum(processes, ({ rssBytes }) => rssBytes),
    heapUsedBytes: sum(heaps, ({ heapUsedBytes }) => heapUsedBytes),
    heapTotalBytes: sum(heaps, ({ heapTotalBytes }) => heapTotalBytes),
    externalBytes: sum(heaps, ({ externalBytes }) => externalBytes),
    arrayBuffersBytes: sum(heaps, ({ arrayBuffersBytes }) => arrayBuffersBytes),
  };
}

function sum(all: readonly MemoryResult[], of: (memory: MemoryResult) => number): number {
  return all.reduce((total, memory) => total + of(memory), 0);
}
