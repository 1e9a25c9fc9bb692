import { type Accumulation, type Detector, firstOf } from '../accumulation.ts';

/** Buffers and typed arrays: memory outside V8's heap. */
export const arrayBuffers: Detector = {
  kind: 'array-buffers',
  matches(accumulation: Accumulation): boolean {
    const { kept } = accumulation;
    // Of objects of a class that have a buffer each, the collection is to blame.
    if (firstOf(accumulation).isPlace) return false;
    return kept.buffers * 2 >= kept.total && kept.buffers > 0;
  },
};
