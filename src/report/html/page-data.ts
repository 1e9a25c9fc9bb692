import type { HeapMap } from '../../analysis/heap-map/results.ts';
import type { FlameTree, HeldGrowth, MomentHeap, MomentTable } from '../../analysis/moments/results.ts';
import type {
  BufferResult,
  LabelResult,
  MemoryResult,
  PlaceLabelResult,
  PlaceResult,
} from '../../analysis/results.ts';
import type { LeakTraceStep } from '../../analysis/leaks/suspect.ts';

/** Everything the page shows, as it is embedded in it. All text in it is untrusted: a heap can hold anything. */
export interface PageData {
  readonly kind: 'run' | 'check' | 'diff';
  /** The program and its arguments; for a comparison, the two sides. */
  readonly title: string;
  /** A few words each: Node's version, exit code, … */
  readonly facts: readonly string[];
  /** memprof's version. */
  readonly version: string;
  /** ISO 8601. */
  readonly writtenAt: string;
  /** Folder of the capture, relative to where memprof was started; null when there is none. */
  readonly capture: string | null;
  readonly notes: readonly { readonly kind: 'warning' | 'note'; readonly text: string }[];
  readonly memory: MemoryData | null;
  /** Worker threads and child processes; null where they were not followed. */
  readonly places: readonly PlaceResult[] | null;
  readonly growth: GrowthData | null;
  readonly suspects: readonly SuspectData[];
  /** Snapshots that can be looked into, in order of time; each stands for itself in the page, to be read when looked at. */
  readonly heaps: readonly HeapEntry[];
  /** The one to begin with, as a place in `heaps`. */
  readonly startHeap: number;
  readonly buffers: readonly BufferResult[];
  readonly check: CheckData | null;
}

/** Memory over time, of the main program with the worker threads and child processes that were followed. */
export interface MemoryData {
  readonly labels: readonly MemoryLabel[];
  /** In order of time, labels included. */
  readonly points: readonly MemoryPoint[];
}

/** Memory at a label. */
export interface MemoryLabel extends Pick<LabelResult, 'name' | 'elapsedMs' | 'snapshot' | 'skipped'> {
  /** Of the whole program: the main program with its worker threads and child processes. */
  readonly memory: MemoryResult;
  /** Of each worker and child that was seen there. */
  readonly places: readonly Pick<PlaceLabelResult, 'place' | 'kind' | 'memory'>[];
}

/** Memory at one moment. */
export interface MemoryPoint extends MemoryResult {
  readonly elapsedMs: number;
}

/** What is needed to compare any two moments. */
export interface GrowthData {
  /** Names of the moments, oldest first. */
  readonly moments: readonly string[];
  /** Labels that were left out, as there are too many for all to be compared with all. */
  readonly leftOut: number;
  /** The two moments to begin with, as places in `moments`. */
  readonly start: readonly [number, number];
  /** The main program's first; workers and children only where they were followed. */
  readonly heaps: readonly MomentHeap[];
  readonly tables: readonly MomentTable[];
  readonly held: readonly HeldGrowth[];
  readonly flame: FlameTree | null;
  /** Who came to hold most between the two moments to begin with; null where nobody did. */
  readonly owner: OwnerData | null;
  /** Mean bytes between two samples; null when every allocation was followed, or none. */
  readonly samplingIntervalBytes: number | null;
}

/** An object that came to hold more. */
export interface OwnerData {
  readonly name: string;
  /** V8's. */
  readonly id: number;
  readonly sizeDiffBytes: number;
  /** False when it was there before. */
  readonly isNew: boolean;
  /** The worker or child; null where none were followed. */
  readonly where: string | null;
  /** Where the object can be looked at: a place in `heaps`, and in the list of that heap's objects; null for nowhere. */
  readonly object: { readonly heap: number; readonly place: number } | null;
}

/** A heap that can be looked into: the label its snapshot was taken at, and whose it is. */
export interface HeapEntry {
  readonly label: string;
  /** The worker or child; null for the main program. */
  readonly place: string | null;
  readonly nodeCount: number;
  /** Bytes. */
  readonly totalSize: number;
  /** What `memprof analyze` knows the snapshot by, fit for a shell; null when it was not kept. */
  readonly analyze: string | null;
}

/** A page, and the heaps that its entries are of. */
export interface WholePage {
  readonly data: PageData;
  readonly heaps: readonly HeapMap[];
}

/** A heap map with what the page calls it by. */
export interface NamedHeap extends Pick<HeapEntry, 'label' | 'place' | 'analyze'> {
  readonly map: HeapMap;
  /** Whether the page begins with it. */
  readonly isStart: boolean;
}

/** A suspect, in words. */
export interface SuspectData {
  readonly kind: string;
  readonly fingerprint: string;
  readonly sentence: string;
  readonly advice: string;
  /** Path of the page that explains the kind. */
  readonly docs: string;
  readonly isProven: boolean;
  /** What people call the objects that pile up, and their constructor. */
  readonly objectName: string;
  readonly constructorName: string;
  /** The reference that should have let go, and where it is written; null where that is not known. */
  readonly reference: { readonly name: string; readonly place: string | null };
  /** Where what piles up is written, when that tells more than where the reference is. */
  readonly objectPlace: string | null;
  /** The worker or child it is in; null where none were followed. */
  readonly where: string | null;
  readonly retainedBytes: number;
  readonly perIteration: { readonly bytes: number; readonly count: number };
  readonly steps: readonly StepData[];
  /** `leftpad@1.0.0`; null for the program's own code. */
  readonly packageName: string | null;
  /** `new`, `known`, …; null where there is no baseline. */
  readonly status: string | null;
  /** An issue where the leak is known, and what it says to do; null when it is not known. */
  readonly upstream: { readonly issue: string; readonly advice: string } | null;
  /** Where its objects were made, innermost frame first; empty when that is not known. */
  readonly allocations: readonly {
    readonly stack: readonly string[];
    readonly count: number;
    readonly bytes: number;
  }[];
}

/** A step of a leak trace, its reason in words. */
export interface StepData extends Omit<LeakTraceStep, 'location' | 'reason'> {
  readonly reason: string;
  /** `src/agent.ts:12`; null when it is not known. */
  readonly place: string | null;
}

/** What `memprof check` found, in words. */
export interface CheckData {
  readonly verdict: 'leak' | 'clean' | 'inconclusive';
  readonly headline: string;
  readonly fails: boolean;
  readonly perIteration: readonly { readonly name: string; readonly value: string }[];
  readonly series: readonly {
    readonly name: string;
    readonly unit: 'bytes' | 'objects' | 'count';
    readonly points: readonly { readonly iterations: number; readonly value: number }[];
  }[];
  readonly growing: readonly { readonly name: string; readonly count: number; readonly bytes: number }[];
  readonly outside: readonly string[];
  readonly budgets: readonly { readonly text: string; readonly isBroken: boolean }[];
}
