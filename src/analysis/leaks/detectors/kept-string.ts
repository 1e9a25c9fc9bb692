import { type Accumulation, type Detector, firstOf, isChain } from '../accumulation.ts';

const TEXT = /^\((concatenated |sliced )?string\)$/;

/** Slices that keep the string they were cut from, and strings put together of many. */
export const keptString: Detector = {
  kind: 'kept-string',
  matches(accumulation: Accumulation): boolean {
    const { kept, newCount } = accumulation;
    if (kept.sliced * 2 >= kept.total && kept.sliced > 0) return true;
    const isRope = firstOf(accumulation).label === '(concatenated string)' && isChain(accumulation);
    return isRope || (newCount < 4 && isText(accumulation) && kept.strings * 2 >= kept.total);
  },
};

/** True when what piles up is a string itself, not an object with strings. */
function isText(accumulation: Accumulation): boolean {
  return TEXT.test(firstOf(accumulation).label);
}
