/** The two bounds of a store: how many entries it may hold, and how many bytes they may weigh together. */
export interface Bounds {
  /** Most entries at any moment; a whole number from 1. */
  readonly maxEntries: number;
  /** Most bytes at any moment, as `sizeOf` counts them; a whole number from 1. */
  readonly maxBytes: number;
}

/** What a bounded structure holds at this moment. */
export interface Usage {
  readonly length: number;
  readonly bytes: number;
  /** Entries pushed out to keep a bound, since the start. */
  readonly evicted: number;
}

/**
 * Returns `value`; throws a `RangeError` naming it when it is not a whole number from 1.
 *
 * A bound of 0 would lose every entry without a word, and NaN compares false with everything: no bound at all.
 */
export function positiveInteger(value: number, name: string): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new RangeError(`${name} is ${String(value)}; it has to be a whole number from 1.`);
}

/** `positiveInteger` for a bound that may be left out, which means: none. */
export function optionalBound(value: number | undefined, name: string): number {
  return value === undefined ? Infinity : positiveInteger(value, name);
}
