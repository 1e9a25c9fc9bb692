import { type Accumulation, type Detector, holderOf } from '../accumulation.ts';

/** A Map that only grows. */
export const unboundedMap: Detector = {
  kind: 'unbounded-map',
  matches(accumulation: Accumulation): boolean {
    return /^(Safe)?Map$/.test(holderOf(accumulation).label);
  },
};
