import type { HeapMap } from '../../analysis/heap-map/results.ts';
import type { FlameTree, HeldGrowth, MomentTable } from '../../analysis/moments/results.ts';
import type { BufferResult, LabelResult, MemoryResult } from '../../analysis/results.ts';
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
  readonly growth: GrowthData | null;
  readonly suspects: readonly SuspectData[];
  /** One snapshot, looked into; null when there is none. */
  readonly heap: HeapData | null;
  readonly buffers: readonly BufferResult[];
  readonly check: CheckData | null;
}

/** Memory of the process over time. */
export interface MemoryData {
  readonly labels: readonly Pick<LabelResult, 'name' | 'elapsedMs' | 'memory' | 'snapshot' | 'skipped'>[];
  /** In order of time, labels included. */
  readonly points: readonly MemoryPoint[];
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
  readonly tables: readonly MomentTable[];
  readonly held: readonly HeldGrowth[];
  readonly flame: FlameTree | null;
  /** Mean bytes between two samples; null when every allocation was followed, or none. */
  readonly samplingIntervalBytes: number | null;
}

/** A heap and the label its snapshot was taken at. */
export interface HeapData extends HeapMap {
  readonly label: string;
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
