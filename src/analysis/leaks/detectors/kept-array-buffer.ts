import { type Accumulation, type Detector } from '../accumulation.ts';

/** Views that keep larger buffers than those they took the place of. */
export const keptArrayBuffer: Detector = {
  kind: 'kept-array-buffer',
  matches(accumulation: Accumulation): boolean {
    // As many views as before, and yet more memory: each keeps a buffer that is larger than it needs.
    const { kept, evidence } = accumulation;
    if (kept.buffers === 0 || kept.buffers * 2 < kept.total) return false;
    const grows = (name: RegExp) =>
      evidence.growing.some(({ constructorName }) => name.test(constructorName));
    return evidence.growing.length > 0 && !grows(/^(Buffer|ArrayBuffer|DataView|.*Array)$/);
  },
};
