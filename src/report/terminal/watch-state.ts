import type { AllocationRow, BufferResult, ConstructorRow } from '../../analysis/results.ts';

/** Figures of a watched program for one tick. */
export interface WatchSample {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly arrayBuffersBytes: number;
  readonly majorCollections: number;
  readonly minorCollections: number;
  /** Time spent collecting garbage. */
  readonly collectingMs: number;
  /** How late the event loop was in the worst of a hundred turns; null when it did not turn. */
  readonly delayMs: number | null;
  /** Share of the time the event loop was busy, 0 … 1. */
  readonly utilization: number;
}

/** The last census of constructors, and when there will be another. */
export interface CensusState {
  readonly agoMs: number;
  readonly tookMs: number;
  /** Null when only asked for. */
  readonly nextMs: number | null;
}

/** Everything a moment of `memprof watch` shows. */
export interface WatchState {
  readonly title: string;
  /** `pid 4711`, `Node v20.20.2`, … */
  readonly facts: readonly string[];
  readonly elapsedMs: number;
  /** Oldest first. */
  readonly samples: readonly WatchSample[];
  /** What growth is counted from: `the start`, or a mark's name. */
  readonly since: string;
  /** Memory at that moment. */
  readonly baseline: WatchSample | null;
  readonly order: 'growth' | 'size';
  readonly lines: readonly AllocationRow[];
  readonly constructors: readonly ConstructorRow[];
  readonly census: CensusState | null;
  /** Why there is no census, or what stands in the way of the next; null when nothing does. */
  readonly censusNote: string | null;
  readonly buffers: readonly BufferResult[];
  /** The last lines the program printed, and the file that has them all; null when they go elsewhere. */
  readonly output: { readonly lines: readonly string[]; readonly file: string } | null;
  /** What was done last, or what is being done. */
  readonly status: string;
  /** Whether keys can be pressed. */
  readonly hasKeys: boolean;
}
