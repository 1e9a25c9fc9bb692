import type { Suspect } from '../analysis/leaks/suspect.ts';
import type { BaselineStatus } from './baseline.ts';
import type { BudgetOutcome } from './budgets.ts';
import type { GrowingKind } from './judge.ts';
import type { OutsideVerdict } from './outside.ts';
import type { Reason } from './plan.ts';
import type { Shape } from './shape.ts';

/** Version of {@link CheckResult}'s form; goes up when a field changes its meaning or goes away. */
export const CHECK_SCHEMA_VERSION = 1;

/** What a check says. */
export type Verdict = 'leak' | 'clean' | 'inconclusive';

/** Where objects of a suspect were allocated. */
export interface AllocationSite {
  /** The stack, innermost first: the allocating function, then its callers. */
  readonly stack: readonly AllocationPlace[];
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The text of the line; left out where the position is the function's, or the text is not known. */
  readonly sourceLine?: string;
  /** Objects of the tracked iterations that are still alive, and their shallow sizes in bytes. */
  readonly count: number;
  readonly bytes: number;
}

/** A frame of an allocation stack. */
export interface AllocationPlace {
  readonly functionName: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A suspect, where its objects were made, and what is known of it. */
export interface CheckedSuspect extends Suspect {
  readonly allocations: readonly AllocationSite[];
  /** How it stands to the baseline; `new` without one. */
  readonly status: BaselineStatus;
  /** The issue of a leak that is known in the package or in Node; null when it is not. */
  readonly upstream: { readonly issue: string; readonly advice: string } | null;
}

/** A series over the rounds. */
export interface CheckSeries {
  readonly name: string;
  readonly unit: 'bytes' | 'objects' | 'count';
  readonly points: readonly { readonly iterations: number; readonly value: number }[];
}

/** Everything a check has to say. Survives JSON. */
export interface CheckResult {
  readonly schemaVersion: typeof CHECK_SCHEMA_VERSION;
  readonly target: { readonly file: string; readonly args: readonly string[]; readonly kind: TargetKind };
  readonly verdict: Verdict;
  readonly reason: Reason;
  readonly iterations: number;
  readonly rounds: number;
  readonly elapsedMs: number;
  readonly perIteration: {
    readonly bytes: number;
    readonly objects: number;
    readonly arrayBuffersBytes: number;
    readonly rssBytes: number;
    readonly fileDescriptors: number | null;
  };
  /** Null unless something leaks. */
  readonly shape: Shape | null;
  /** Kinds of objects that grew in every judged round, the most bytes first. */
  readonly growing: readonly GrowingKind[];
  /** What grew outside the JavaScript heap. */
  readonly outside: readonly OutsideVerdict[];
  readonly series: readonly CheckSeries[];
  readonly suspects: readonly CheckedSuspect[];
  readonly budgets: readonly BudgetOutcome[];
  /** What went other than usual, a sentence each, such as what there was no time for. */
  readonly notes: readonly string[];
  /** Whether the build fails: a leak that the baseline does not know, or a broken budget. */
  readonly fails: boolean;
}

/** What was checked: a module's `iteration()`, a program's label, a server's requests. */
export type TargetKind = 'module' | 'label' | 'server';
