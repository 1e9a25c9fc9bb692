import type { PlaceRecord } from './follow/place-record.ts';
import type { LabelRecord, MemoryFigures } from './labels.ts';

/** Version of `capture.json`; a reader refuses any other. */
export const CAPTURE_SCHEMA_VERSION = 1;

/** The program that was measured. */
export interface TargetRecord {
  readonly script: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** Node's version with a leading `v`, or null when the target never told. */
  readonly node: string | null;
  readonly pid: number | null;
  readonly exitCode: number | null;
  readonly signal: string | null;
}

/** Whom a recording can follow beside the main program. */
export type Followed = 'workers' | 'children';

/** What the recording was asked to do. */
export interface CaptureSettings {
  readonly snapshots: 'labels' | 'none' | 'first-last';
  readonly backend: string;
  readonly samplingIntervalBytes: number;
  readonly exact: boolean;
  readonly keepInlining: boolean;
  readonly loaderFolders: readonly string[];
}

/** A ring buffer: the oldest record is dropped first. */
export interface BufferRecord {
  readonly name: string;
  readonly capacity: number;
  readonly length: number;
  readonly dropped: number;
  readonly bytes: number;
  /** What set the capacity, in words: `default`, `PRAISONAI_PROFILE_MAX=5000`, … */
  readonly capacityFrom: string;
}

/** A sample of memory between labels. */
export interface MemorySample extends MemoryFigures {
  readonly elapsedMs: number;
}

/** Something the reader of a report should know: what was refused or lost, and why. */
export interface CaptureNote {
  readonly kind: 'warning' | 'note';
  readonly text: string;
}

/** What `--lines` made of a script: how its code maps to the source, and where the allocations stand. */
export interface ScriptLines {
  /** The script's `file:` URL. */
  readonly url: string;
  /** Source map, from the code that ran to the original source. */
  readonly map: unknown;
  /** Line and column (1-based, alternating) of each allocating expression's arrow function in the code that ran. */
  readonly sites: readonly number[];
  /** Those of them that have a name, one a line from this line (1-based) on. Captures of old have none. */
  readonly apart?: { readonly line: number; readonly names: readonly string[] };
  /** Lines and columns, as of `sites`, of the program's functions that allocate on the line they start on alone. */
  readonly exact?: readonly number[];
}

/** Stands in a manifest until its recording has ended. */
export const CUT_SHORT: CaptureNote = {
  kind: 'warning',
  text: 'memprof itself was ended while the program ran: this is what had been taken by then.',
};

/** `capture.json`: what a capture directory holds. */
export interface CaptureManifest {
  readonly schemaVersion: typeof CAPTURE_SCHEMA_VERSION;
  readonly memprof: string;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly target: TargetRecord;
  readonly settings: CaptureSettings;
  readonly labels: readonly LabelRecord[];
  /** Worker threads and child processes that were followed; absent when none were to be. */
  readonly places?: readonly PlaceRecord[];
  readonly ignoredMarks: number;
  readonly buffers: readonly BufferRecord[];
  readonly notes: readonly CaptureNote[];
}
