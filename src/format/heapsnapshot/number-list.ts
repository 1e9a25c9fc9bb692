import { sharedIntegers } from './growth.ts';

const BLOCK_SHIFT = 16;
const BLOCK_LENGTH = 1 << BLOCK_SHIFT;

/**
 * A list of numbers that grows as they come; for the tables whose length no header announces.
 *
 * Kept in blocks: growing by copies would leave twice the list behind, which no garbage collection may clear in time.
 */
export class NumberList {
  length = 0;
  readonly #blocks: Uint32Array[] = [];
  /** Numbers of 2^32 and more, by their index. */
  readonly #oversized = new Map<number, number>();

  /** Appends `value`: an integer up to 2^53. */
  push(value: number): void {
    const at = this.length++;
    this.#blockAt(at)[at & (BLOCK_LENGTH - 1)] = value;
    if (value > 0xffffffff) this.#oversized.set(at, value);
  }

  /** Appends the first `count` of `values`. */
  pushAll(values: Uint32Array, count: number): void {
    for (let from = 0; from < count;) {
      const at = this.length & (BLOCK_LENGTH - 1);
      const length = Math.min(count - from, BLOCK_LENGTH - at);
      this.#blockAt(this.length).set(values.subarray(from, from + length), at);
      this.length += length;
      from += length;
    }
  }

  /** Replaces the value at `index`, which must exist. */
  set(index: number, value: number): void {
    this.#blockAt(index)[index & (BLOCK_LENGTH - 1)] = value;
    if (value > 0xffffffff) this.#oversized.set(index, value);
    else this.#oversized.delete(index);
  }

  /** The numbers, in an array of their own. */
  toArray(): Float64Array {
    const values = new Float64Array(this.length);
    for (let at = 0; at < values.length; at++) values[at] = this.#at(at);
    for (const [at, value] of this.#oversized) values[at] = value;
    return values;
  }

  /**
   * Every `stride`-th number from `offset` on, cut to 32 bits; all zero when `offset` is negative.
   *
   * @param isShared - Whether other threads are to see the column.
   */
  column(offset: number, stride: number, isShared = false): Uint32Array {
    const rows = stride > 0 ? this.length / stride : 0;
    const column = isShared ? sharedIntegers(rows) : new Uint32Array(rows);
    if (offset >= 0)
      for (let row = 0; row < column.length; row++) column[row] = this.#at(row * stride + offset);
    return column;
  }

  #at(index: number): number {
    return this.#blocks[index >>> BLOCK_SHIFT][index & (BLOCK_LENGTH - 1)];
  }

  #blockAt(index: number): Uint32Array {
    return (this.#blocks[index >>> BLOCK_SHIFT] ??= new Uint32Array(BLOCK_LENGTH));
  }
}
