import type { MemoryFigures } from '../labels.ts';

/** What was seen of a worker or child at one moment. */
export interface PlaceFigures {
  /** After a full garbage collection; `rssBytes` is that of the whole process it runs in. */
  readonly memory: MemoryFigures;
  /** Milliseconds since the program's process started. */
  readonly elapsedMs: number;
  /** File names in the capture directory, or null when not taken. */
  readonly snapshot: string | null;
  readonly profile: string | null;
  /** Why there is no snapshot though one was wanted. */
  readonly skipped: string | null;
}

/** A label a worker or child gave itself by `mark()`. */
export interface PlaceMark extends PlaceFigures {
  readonly givenName: string;
  /** Unique in its place: `turn`, or `turn #2` when the name came more than once. */
  readonly name: string;
}

/** How a worker or child ended. */
export interface PlaceEnd {
  /**
   * `exit`: it ran to its end, or called `process.exit()`; `terminated`: it was stopped from outside, with no chance
   * to look at itself.
   */
  readonly kind: 'exit' | 'terminated';
  /** Its last figures, taken as it ended; null when it was terminated. */
  readonly figures: PlaceFigures | null;
}

/** A worker thread or child process beside the main program. */
export interface PlaceRecord {
  /** What the names of its files begin with: `worker-3`, `child-1234`, `child-1234.worker-2`. */
  readonly id: string;
  /** For people: `worker 3 (pool.ts)`. */
  readonly name: string;
  readonly kind: 'worker' | 'child';
  readonly pid: number | null;
  /** As the program knows it; null for a process. */
  readonly threadId: number | null;
  /** Path or URL of what it runs. */
  readonly script: string;
  /** Before its first line ran; null when that was not seen. */
  readonly start: PlaceFigures | null;
  /** The first label of the program at which it was there, by number; the labels' count when it came after all. */
  readonly firstLabel: number;
  /** The first label at which it was there no more; null when it lived to the end of the program. */
  readonly goneAtLabel: number | null;
  /** For each label of the program at which it answered, its number and what was seen. */
  readonly labels: readonly { readonly label: number; readonly figures: PlaceFigures }[];
  /** Labels at which it was there and did not answer. */
  readonly silentAt: readonly number[];
  readonly marks: readonly PlaceMark[];
  readonly end: PlaceEnd | null;
  /** File with its scripts, one JSON object a line; null when there is none. */
  readonly scripts: string | null;
}
