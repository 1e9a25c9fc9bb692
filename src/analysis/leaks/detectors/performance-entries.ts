import { type Accumulation, type Detector, firstOf } from '../accumulation.ts';

/** Marks, measures and timings of requests on Node's own timeline; what a program collects of them is its own. */
export const performanceEntries: Detector = {
  kind: 'performance-entries',
  matches(accumulation: Accumulation): boolean {
    const isEntry = /^Performance(Mark|Measure|ResourceTiming)$/.test(firstOf(accumulation).label);
    return isEntry && / in node:/.test(accumulation.referenceName);
  },
};
