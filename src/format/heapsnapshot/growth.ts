/** Rows a table starts with when nothing but the header's word says how many there will be. */
const TRUSTED_ROWS = 1 << 16;

/** A typed array that can be made anew with another length. */
export type Column = Uint8Array | Uint32Array | Float64Array;

/**
 * Rows to allocate at first for a table said to have `rows`.
 *
 * @param isPlausible - Whether the file is known to be long enough to hold them all.
 */
export function firstCapacity(rows: number, isPlausible: boolean): number {
  return isPlausible ? rows : Math.min(rows, TRUSTED_ROWS);
}

/** Rows to allocate when `needed` no longer fit: at least double, never more than the header announced. */
export function nextCapacity(current: number, needed: number, announced: number): number {
  return Math.min(announced, Math.max(needed, current * 2));
}

/** `column` copied into one of `length` elements. */
export function resized<T extends Column>(column: T, length: number): T {
  if (column.length === length) return column;
  const copy = new (column.constructor as new (length: number) => T)(length);
  copy.set(column.length > length ? column.subarray(0, length) : column);
  return copy;
}

/** A column of zeros that several threads can write to. Memory is taken as it is written. */
export function sharedBytes(length: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** As `sharedBytes`, of 32 bits each. */
export function sharedIntegers(length: number): Uint32Array {
  return new Uint32Array(new SharedArrayBuffer(4 * length));
}
