import { type Accumulation, type Detector, holderOf } from '../accumulation.ts';

/** A Set that only grows. */
export const unboundedSet: Detector = {
  kind: 'unbounded-set',
  matches(accumulation: Accumulation): boolean {
    return /^(Safe)?Set$/.test(holderOf(accumulation).label);
  },
};
