import type { NodeOrdinal } from '../../graph/ids.ts';
import type { HeapFacts } from './heap-facts.ts';
import type { KeptBytes } from './kept-bytes.ts';
import type { NewObjects } from './new-objects.ts';
import type { Step } from './steps.ts';
import type { GrowthEvidence } from './suspect.ts';
import type { SuspectKind } from './suspect-kind.ts';

/** A pile-up with all that detectors look at. */
export interface Accumulation {
  readonly facts: HeapFacts;
  readonly evidence: GrowthEvidence;
  /** From the anchor over the holder and the pile-up to what weighs most in it. */
  readonly steps: readonly Step[];
  /** Index of the first step of the pile-up; the holder is the one before. */
  readonly pileAt: number;
  /** Name of the reference that should have let go. */
  readonly referenceName: string;
  /** New objects in the first step's place. */
  readonly newCount: number;
  /** Those of them that hang on no other of them. */
  readonly newStarts: number;
  readonly kept: KeptBytes;
  readonly newObjects: NewObjects;
  /** True for instances of the program's and its packages' classes, and for their functions and modules. */
  readonly isOwn: (node: NodeOrdinal) => boolean;
}

/** Tells one kind of leak. */
export interface Detector {
  readonly kind: SuspectKind;
  matches(accumulation: Accumulation): boolean;
}

/** The step that keeps the pile-up. */
export function holderOf({ steps, pileAt }: Accumulation): Step {
  return steps[pileAt - 1];
}

/** The first step of the pile-up. */
export function firstOf({ steps, pileAt }: Accumulation): Step {
  return steps[pileAt];
}

/** True when one of the `back` references up to the pile-up has a name that matches. */
export function isReachedBy({ steps, pileAt }: Accumulation, name: RegExp, back = 4): boolean {
  return steps
    .slice(Math.max(0, pileAt - back), pileAt)
    .some(({ reference }) => reference !== null && name.test(reference.name));
}

/** True when a step from `back` before the pile-up to `ahead` after its first has a label that matches. */
export function isNear({ steps, pileAt }: Accumulation, label: RegExp, back = 1, ahead = 0): boolean {
  return steps.slice(Math.max(0, pileAt - back), pileAt + 1 + ahead).some((step) => label.test(step.label));
}

/**
 * True when many objects hang on each other, one behind the next. Where most iterations bring one that hangs on none,
 * such as the root of a tree, what piles up is these.
 */
export function isChain(accumulation: Accumulation): boolean {
  const { newStarts, evidence } = accumulation;
  return firstOf(accumulation).links > 1 && newStarts * 2 <= evidence.iterations;
}
