import { type Accumulation, type Detector, firstOf, isReachedBy } from '../accumulation.ts';

/** Functions kept in a collection or behind each other, each with the scope it was made in. */
export const closureContext: Detector = {
  kind: 'closure-context',
  matches(accumulation: Accumulation): boolean {
    const { facts } = accumulation;
    return facts.isClosure(firstOf(accumulation).node) && !isReachedBy(accumulation, /^exports$/, 1);
  },
};
