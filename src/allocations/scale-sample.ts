/**
 * How many objects of a size `sampledCount` samples stand for, by V8's own formula and rounding
 * (`SamplingHeapProfiler::ScaleSample`, unchanged from V8 6 to 14): an object of s bytes is sampled with
 * probability 1 − e^(−s / interval).
 *
 * @param objectSize - Bytes of one object.
 */
export function scaledCount(objectSize: number, sampledCount: number, intervalBytes: number): number {
  return Math.floor(sampledCount / (1 - Math.exp(-objectSize / intervalBytes)) + 0.5);
}

/** Bytes one sample of an object of this size stands for, before V8 rounds to whole objects. */
export function meanScaledSize(objectSize: number, intervalBytes: number): number {
  return objectSize / (1 - Math.exp(-objectSize / intervalBytes));
}

/** V8 rounds objects up to words: 8 bytes, or 4 where pointers are compressed (Electron). */
const ALIGNMENTS = [8, 4, 1] as const;

/** The smallest object: a map word and one more. */
const MIN_OBJECT_WORDS = 2;

/**
 * Sizes a sampled object can have had that V8 scaled up to `scaledSize` bytes, smallest first. Large objects
 * have one; small ones several (24 and 48 bytes both make 32784 when the interval is 32768); none means that
 * this was not the interval.
 */
export function possibleObjectSizes(scaledSize: number, intervalBytes: number): number[] {
  const sizes: number[] = [];
  // Divisors come in pairs, so looking up to the root finds all.
  for (let divisor = 1; divisor * divisor <= scaledSize; divisor++) {
    if (scaledSize % divisor !== 0) continue;
    for (const size of new Set([divisor, scaledSize / divisor])) {
      if (scaledCount(size, 1, intervalBytes) === scaledSize / size) sizes.push(size);
    }
  }
  for (const alignment of ALIGNMENTS) {
    const aligned = sizes.filter((size) => size % alignment === 0 && size >= alignment * MIN_OBJECT_WORDS);
    if (aligned.length > 0) return aligned.toSorted((a, b) => a - b);
  }
  return [];
}
