/** What the agent needs to know to follow worker threads and child processes; shared by all of them. */
export interface FollowSettings {
  /** Absolute path of the capture directory: whoever is followed writes its files there itself. */
  readonly folder: string;
  readonly workers: boolean;
  readonly children: boolean;
  /** Heap snapshots at the start, at the end and at marks of a worker or child. */
  readonly snapshots: boolean;
  /** Memory a snapshot may use, or null for what the machine has. */
  readonly snapshotMemoryBytes: number | null;
  /** Mean bytes between two samples of the sampling heap profiler; null for no profile. */
  readonly samplingIntervalBytes: number | null;
  /** Have V8 remember where each object is allocated, from the start of a thread on: only where suspects are explained. */
  readonly tracksAllocations?: boolean;
  readonly keepInlining: boolean;
  /** Folders of loaders such as tsx: their scripts are not user code. */
  readonly loaderFolders: readonly string[];
  /** memprof's process id: threads that were joined while they ran watch whether it is still there. */
  readonly parentPid: number;
  /** Path of the socket or pipe where children report; null when children are not followed. */
  readonly socket: string | null;
}

/** Asks a worker or child, from outside, to look at itself. */
export interface LookOrder {
  /** Figures, profile and scripts, or the heap snapshot; one after the other, so that figures come soon. */
  readonly part: 'figures' | 'snapshot';
  /** Name of the files to write, without an ending. */
  readonly stem: string;
  /** Milliseconds since the epoch after which nobody waits for the answer any more. */
  readonly notAfter: number;
}

/** What a worker or child found when it looked at itself. */
export interface Look {
  readonly pid: number;
  /** 0 on the main thread of a process. */
  readonly threadId: number;
  /** What the thread or process runs; empty when it does not know yet. */
  readonly script: string;
  /** `process.memoryUsage()` after a full garbage collection, in bytes; `rss` is the whole process's. */
  readonly memory: {
    readonly rss: number;
    readonly heapTotal: number;
    readonly heapUsed: number;
    readonly external: number;
    readonly arrayBuffers: number;
  };
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Name of the sampling profile's file, or null when there is none. */
  readonly profile: string | null;
}

/** Name of the heap snapshot's file, or why there is none. */
export interface LookedSnapshot {
  readonly snapshot: string | null;
  readonly failure: string | null;
}

/** A moment that a worker or child took down by itself, in a file of its own: `<stem>.look.json`. */
export interface LookRecord extends Look, LookedSnapshot {
  readonly kind: 'start' | 'mark' | 'exit';
  /** What all files of this worker or child begin with: `worker-3`, `child-1234`, `child-1234.worker-2`. */
  readonly place: string;
  /** The name of a mark, else empty. */
  readonly name: string;
  /** Counts the records of a place. */
  readonly sequence: number;
}
