import { resized, sharedIntegers } from './growth.ts';

/** A list of numbers that grows as they come; for the small tables whose length no header announces. */
export class NumberList {
  length = 0;
  #values = new Float64Array(256);

  /** Appends `value`: an integer up to 2^53. */
  push(value: number): void {
    if (this.length === this.#values.length) this.#values = resized(this.#values, this.length * 2);
    this.#values[this.length++] = value;
  }

  /** Appends the first `count` of `values`. */
  pushAll(values: Uint32Array, count: number): void {
    const needed = this.length + count;
    if (needed > this.#values.length)
      this.#values = resized(this.#values, Math.max(needed, this.#values.length * 2));
    this.#values.set(values.subarray(0, count), this.length);
    this.length = needed;
  }

  /** Replaces the value at `index`, which must exist. */
  set(index: number, value: number): void {
    this.#values[index] = value;
  }

  /** The numbers, in an array of their own. */
  toArray(): Float64Array {
    return this.#values.slice(0, this.length);
  }

  /** Every `stride`-th number from `offset` on, cut to 32 bits; all zero when `offset` is negative. */
  column(offset: number, stride: number, isShared = false): Uint32Array {
    const rows = stride > 0 ? this.length / stride : 0;
    const column = isShared ? sharedIntegers(rows) : new Uint32Array(rows);
    if (offset >= 0)
      for (let row = 0; row < column.length; row++) column[row] = this.#values[row * stride + offset];
    return column;
  }
}
