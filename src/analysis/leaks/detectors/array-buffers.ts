import { type Accumulation, type Detector } from '../accumulation.ts';

/** Buffers and typed arrays: memory outside V8's heap. */
export const arrayBuffers: Detector = {
  kind: 'array-buffers',
  matches(accumulation: Accumulation): boolean {
    const { kept } = accumulation;
    return kept.buffers * 2 >= kept.total && kept.buffers > 0;
  },
};
