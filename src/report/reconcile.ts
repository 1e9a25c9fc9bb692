import type { MemoryResult } from '../analysis/results.ts';

/** RSS taken apart, in bytes: the four parts add up to `rssBytes`. */
export interface ReconciledMemory {
  readonly rssBytes: number;
  /** What V8 has committed for its heap, used or not. */
  readonly heapBytes: number;
  readonly arrayBuffersBytes: number;
  /** Other memory outside the heap that JavaScript objects hold. */
  readonly otherExternalBytes: number;
  /**
   * The rest: code, stacks, native libraries, memory the allocator keeps. Negative when buffers were
   * allocated but never touched, for then they are not resident.
   */
  readonly unexplainedBytes: number;
}

/** Takes RSS apart. Node's `external` contains the array buffers, so they are counted once. */
export function reconcile(memory: MemoryResult): ReconciledMemory {
  const otherExternalBytes = Math.max(0, memory.externalBytes - memory.arrayBuffersBytes);
  return {
    rssBytes: memory.rssBytes,
    heapBytes: memory.heapTotalBytes,
    arrayBuffersBytes: memory.arrayBuffersBytes,
    otherExternalBytes,
    unexplainedBytes: memory.rssBytes - memory.heapTotalBytes - memory.arrayBuffersBytes - otherExternalBytes,
  };
}
