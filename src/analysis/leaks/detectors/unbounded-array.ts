import { type Accumulation, type Detector, holderOf, isChain } from '../accumulation.ts';

/** An array that only grows. */
export const unboundedArray: Detector = {
  kind: 'unbounded-array',
  matches(accumulation: Accumulation): boolean {
    const { node } = holderOf(accumulation);
    const { facts } = accumulation;
    const isArray =
      facts.rawName(node) === 'Array' && facts.graph.nodeType[node] === facts.graph.nodeTypes.object;
    return isArray && !isChain(accumulation);
  },
};
