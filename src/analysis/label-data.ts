import type { AllocationProfile } from '../allocations/profile.ts';
import type { ConstructorCensus } from './constructor-census.ts';
import type { ComparisonResult } from './results.ts';

/** What a label left behind to compare by. */
export interface LabelData {
  /** Live allocations by stack, or null when they were not followed. */
  readonly allocations: AllocationProfile | null;
  /** Live objects by constructor, or null without a snapshot. */
  readonly census: ConstructorCensus | null;
}

/** What a comparison says beyond the labels it is of. */
export type Changes = Omit<ComparisonResult, 'from' | 'to' | 'span' | 'heapUsedDiffBytes' | 'places'>;
