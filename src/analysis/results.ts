import type { Suspect } from './leaks/suspect.ts';

/** Version of the JSON that `memprof run`, `report` and `diff` print; raised when a field changes its meaning. */
export const RESULT_SCHEMA_VERSION = 1;

/** Memory of the whole process at one moment, in bytes. */
export interface MemoryResult {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  /** Memory outside the heap that JavaScript objects hold; contains `arrayBuffersBytes`. */
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
}

/** A labelled moment of a run. */
export interface LabelResult {
  readonly name: string;
  /** The name as it was given, without the number of a series. */
  readonly givenName: string;
  readonly kind: string;
  /** Milliseconds since the program's process started. */
  readonly elapsedMs: number;
  readonly memory: MemoryResult;
  readonly fileDescriptors: number | null;
  readonly threads: number | null;
  /** File name in the capture directory, or null. */
  readonly snapshot: string | null;
  /** Why there is no snapshot though one was wanted, or null. */
  readonly skipped: string | null;
  /** Worker threads and child processes that were seen at this label; only when they were followed. */
  readonly places?: readonly PlaceLabelResult[];
}

/** A worker or child at one label of the program. */
export interface PlaceLabelResult {
  readonly place: string;
  readonly kind: 'worker' | 'child';
  /** Its own heap; `rssBytes` is that of the whole process it runs in. */
  readonly memory: MemoryResult;
  readonly snapshot: string | null;
  readonly skipped: string | null;
}

/** A worker thread or child process beside the main program. */
export interface PlaceResult {
  readonly place: string;
  readonly kind: 'worker' | 'child';
  readonly pid: number | null;
  /** Null for a process. */
  readonly threadId: number | null;
  readonly script: string;
  /** How it ended: by itself, or stopped from outside; null when it lived to the end of the program. */
  readonly end: 'exit' | 'terminated' | null;
  /** Its last figures; null when it was never seen. */
  readonly lastMemory: MemoryResult | null;
  /** Names of the labels it gave itself. */
  readonly marks: readonly string[];
}

/** One frame of an allocation stack, in the original source where a source map tells. */
export interface FrameResult {
  readonly functionName: string;
  readonly file: string;
  /** 1-based; null where V8 does not tell. */
  readonly line: number | null;
  readonly column: number | null;
}

/** Live allocations of one place, and what became of them between two labels. */
export interface AllocationRow {
  /** As shown; relative to the working directory where possible. */
  readonly file: string;
  /** 1-based; null for a whole file or package. */
  readonly line: number | null;
  readonly column: number | null;
  readonly functionName: string | null;
  /** npm package, or null for the program itself. */
  readonly packageName: string | null;
  readonly sizeBytes: number;
  readonly sizeDiffBytes: number;
  /**
   * `sizeDiffBytes` is right within so many bytes in 95 of 100 cases (two standard errors), for rows whose objects were
   * replaced by others between two samplings; 0 where nothing that went was sampled.
   */
  readonly sizeDiffErrorBytes: number;
  readonly count: number;
  readonly countDiff: number;
  /** Innermost frame first; only when grouped by traceback. */
  readonly stack?: readonly FrameResult[];
  /** The source line itself, without its indentation; only where the line is exact. */
  readonly sourceLine?: string;
  /** `main`, `worker 3 (pool.ts)`, `child 1234 (job.ts)`; only when workers or children were followed. */
  readonly place?: string;
}

/** Live objects of one constructor, and what became of them between two labels. */
export interface ConstructorRow {
  readonly constructorName: string;
  /** Sum of shallow sizes. */
  readonly sizeBytes: number;
  readonly sizeDiffBytes: number;
  readonly count: number;
  readonly countDiff: number;
  readonly retainedBytes: number;
  readonly retainedDiffBytes: number;
  /**
   * Growth this constructor answers for: what came in its new objects and what only they keep alive, less
   * what went in the same way. Over all constructors it adds up to the growth of the heap.
   */
  readonly accountedDiffBytes: number;
  /** Objects of the second label that the first did not have, by V8's id; null when not known. */
  readonly newCount: number | null;
  /** Objects of the first label that the second no longer has. */
  readonly deletedCount: number | null;
  /** `main`, `worker 3 (pool.ts)`, `child 1234 (job.ts)`; only when workers or children were followed. */
  readonly place?: string;
}

/** An object that was there before, and what it came to hold. */
export interface OwnerRow {
  /** V8's id, or null for what only the GC roots dominate. */
  readonly id: number | null;
  readonly constructorName: string;
  readonly sizeDiffBytes: number;
  /** What it came to hold, largest first. */
  readonly parts: readonly { readonly constructorName: string; readonly sizeDiffBytes: number }[];
  /** The object that came inside of it and holds most of that, with all it holds; null when none came. */
  readonly largestNew: {
    readonly id: number;
    readonly constructorName: string;
    readonly sizeBytes: number;
  } | null;
  /** `main`, `worker 3 (pool.ts)`, `child 1234 (job.ts)`; only when workers or children were followed. */
  readonly place?: string;
}

/** The heap of one place at the end of a comparison, and what became of it. */
export interface PlaceRow {
  readonly place: string;
  readonly heapUsedBytes: number;
  readonly heapUsedDiffBytes: number;
  /**
   * `ended`: these are its last figures, its memory is free again; `silent`: it did not answer, these are the
   * figures of an earlier label.
   */
  readonly state: 'running' | 'ended' | 'silent';
  /** It came after the first label: all of its heap is growth of the program, and none of it need be a leak. */
  readonly isNew: boolean;
}

/** What changed between two labels. Every list has its largest growth first. */
export interface ComparisonResult {
  readonly from: string;
  readonly to: string;
  /** How the two relate: neighbours, the ends of a series such as `turn #1 … turn #9`, or of the whole run. */
  readonly span: 'neighbours' | 'series' | 'whole';
  /** Of the whole program: the main program and all places. */
  readonly heapUsedDiffBytes: number;
  /** Whose heaps were compared, the main program first; only when workers or children were followed. */
  readonly places?: readonly PlaceRow[];
  /** Live allocations of Node and V8 with no line of the user's on their stack: in no row. */
  readonly internalsDiffBytes: number;
  readonly lineno: readonly AllocationRow[];
  readonly filename: readonly AllocationRow[];
  readonly module: readonly AllocationRow[];
  /** Empty unless asked for. */
  readonly traceback: readonly AllocationRow[];
  /** Empty when one of the labels has no snapshot. V8's bookkeeping is not in it. */
  readonly constructor: readonly ConstructorRow[];
  /**
   * Growth of V8's own nodes (code, shapes, hidden ones) and of Node's native objects: they grow while code
   * warms up.
   */
  readonly bookkeepingDiffBytes: number;
  /** The native objects of Node's that grew most, such as the memory of zlib; left out when none did. */
  readonly nativeGrowth?: NativeGrowth;
  /** The objects that were there before and hold most of what came since, largest growth first. */
  readonly owners: readonly OwnerRow[];
}

/** Growth of one kind of Node's native objects, which are in no row. */
export interface NativeGrowth {
  /** `Node / zlib_memory`. */
  readonly name: string;
  readonly sizeDiffBytes: number;
}

/** A ring buffer: the oldest record is dropped first. */
export interface BufferResult {
  readonly name: string;
  readonly capacity: number;
  readonly length: number;
  readonly dropped: number;
  readonly bytes: number;
  /** What set the capacity, in words. */
  readonly capacityFrom: string;
}

/** How the allocation figures came about. */
export interface AllocationSource {
  readonly kind: 'sampled' | 'exact' | 'none';
  /** Mean bytes between two samples; null unless sampled. */
  readonly intervalBytes: number | null;
}

/** Everything `memprof run` has to say. Survives JSON. */
export interface RunResult {
  readonly schemaVersion: typeof RESULT_SCHEMA_VERSION;
  readonly target: {
    readonly script: string;
    readonly args: readonly string[];
    readonly node: string | null;
    readonly exitCode: number | null;
    readonly signal: string | null;
  };
  readonly captureDirectory: string;
  readonly allocations: AllocationSource;
  readonly labels: readonly LabelResult[];
  /** Memory between the labels, in order of time. */
  readonly memory: readonly (MemoryResult & { readonly elapsedMs: number })[];
  readonly comparisons: readonly ComparisonResult[];
  /** Only when workers or children were followed. */
  readonly places?: readonly PlaceResult[];
  readonly buffers: readonly BufferResult[];
  /**
   * What may be leaking, from the longest series of labels that has three or more. Unproven: a series cannot
   * tell a leak from a cache that fills; `memprof check` can.
   */
  readonly suspects: readonly Suspect[];
  /** Calls of `mark()` in worker threads, which are ignored. */
  readonly ignoredMarks: number;
  readonly notes: readonly { readonly kind: 'warning' | 'note'; readonly text: string }[];
}

/** What `memprof diff` has to say. Survives JSON. */
export interface DiffResult extends Omit<ComparisonResult, 'span' | 'heapUsedDiffBytes' | 'places'> {
  readonly schemaVersion: typeof RESULT_SCHEMA_VERSION;
  readonly allocations: AllocationSource;
}
