/** Live objects of one kind. */
export interface KindCount {
  readonly count: number;
  readonly bytes: number;
}

/** Figures of the process after a round, everything that could come to rest at rest. Sizes in bytes. */
export interface RoundFigures {
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
  readonly rssBytes: number;
  readonly anonymousBytes: number | null;
  readonly fileDescriptors: number | null;
  readonly threads: number | null;
  /** Heaps of all worker threads together; null when one did not answer. */
  readonly workerHeapBytes: number | null;
  /** What growable SharedArrayBuffers hold, where there are any: no other figure has it. */
  readonly growableSharedBytes?: number;
  readonly activeResources: ReadonlyMap<string, number>;
}

/** The state after a round of iterations. */
export interface Round {
  /** Iterations since the start. */
  readonly iterations: number;
  readonly figures: RoundFigures;
  /** Live objects by kind, V8's own bookkeeping left out; null where no snapshot was taken. */
  readonly kinds: ReadonlyMap<string, KindCount> | null;
}
