import { type Accumulation, type Detector, isChain } from '../accumulation.ts';

/** Objects behind each other, each kept by the one before. */
export const linkedList: Detector = {
  kind: 'linked-list',
  matches(accumulation: Accumulation): boolean {
    return isChain(accumulation);
  },
};
