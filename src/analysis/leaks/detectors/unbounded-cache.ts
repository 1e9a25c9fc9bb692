import { type Accumulation, type Detector } from '../accumulation.ts';

/** Something its author calls a cache, without a bound. */
export const unboundedCache: Detector = {
  kind: 'unbounded-cache',
  matches(accumulation: Accumulation): boolean {
    return /cache|memo(?!r)|lru/i.test(accumulation.referenceName);
  },
};
