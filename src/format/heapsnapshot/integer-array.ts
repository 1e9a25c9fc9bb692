import { isSpace, showByte, type Place, type Section } from './place.ts';

/** Records handed over at once: some tens of KB, so that a block stays in the nearest caches. */
const RECORDS_PER_BLOCK = 2048;
/** A number of nine digits and two separators: what the fast loop may look at without asking for the end. */
const LOOKAHEAD = 12;

const BEFORE_OPEN = 0;
const FIRST_VALUE = 1;
const NEXT_VALUE = 2;
const IN_NUMBER = 3;
const AFTER_VALUE = 4;

/**
 * Receives whole records.
 *
 * @param block - Field values, record after record.
 * @param length - How many values of `block` count: a multiple of the record length.
 * @param oversized - Values of 2^32 and more by their index in `block`; undefined when there are none.
 */
export type TakeRecords = (
  block: Uint32Array,
  length: number,
  oversized: ReadonlyMap<number, number> | undefined,
) => void;

/** Some of an array's inside, ending where a number does. */
export interface ArrayPiece {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Whether it begins with a number; else it begins with a comma. */
  readonly isFirst: boolean;
}

/**
 * Reads a flat JSON array of unsigned integers, such as `nodes` and `edges`.
 *
 * Numbers in V8's own layout go through one straight loop; whatever it does not know (white space, ten digits
 * and more, the last bytes of a chunk) goes byte by byte, so any chunking gives the same values.
 */
export class IntegerArray implements Section {
  isComplete = false;
  readonly #place: Place;
  readonly #label: string;
  readonly #recordLength: number;
  readonly #take: TakeRecords;
  readonly #block: Uint32Array;
  #oversized: Map<number, number> | undefined;
  #filled = 0;
  #recordsTaken = 0;
  #state = BEFORE_OPEN;
  #value = 0;

  /** @param recordsPerBlock - How many records are handed over at once. */
  constructor(
    place: Place,
    label: string,
    recordLength: number,
    take: TakeRecords,
    recordsPerBlock = RECORDS_PER_BLOCK,
  ) {
    this.#place = place;
    this.#label = label;
    this.#recordLength = recordLength;
    this.#take = take;
    this.#block = new Uint32Array(recordLength * recordsPerBlock);
  }

  /** Whole records read so far. */
  get recordCount(): number {
    return this.#recordsTaken + Math.floor(this.#filled / this.#recordLength);
  }

  describeGap(): string {
    return `the file ends inside "${this.#label}", after ${this.recordCount} entries`;
  }

  consume(bytes: Uint8Array, start: number, end: number): number {
    let position = start;
    while (position < end && !this.isComplete) {
      if (this.#state === NEXT_VALUE) position = this.#consumeFast(bytes, position, end - LOOKAHEAD);
      if (position < end) this.#consumeByte(bytes[position], position++);
    }
    return position;
  }

  /**
   * Takes a piece after the one before, or whole records after others or none. Its values stay in the block, or go where the block goes when it is full.
   */
  consumePiece({ bytes, start, end, isFirst }: ArrayPiece): void {
    this.#state = isFirst ? FIRST_VALUE : AFTER_VALUE;
    this.consume(bytes, start, end);
    if (this.#state === IN_NUMBER) {
      this.#store(this.#value);
      this.#state = AFTER_VALUE;
    }
    if (this.#state !== AFTER_VALUE) this.#fail('is cut where no value ends', end);
  }

  /** Appends a value that has been read elsewhere. */
  append(value: number): void {
    this.#store(value);
  }

  /**
   * Hands over the whole records in the block, and empties it.
   *
   * @param isRestFirst - Whether records end with the block; else they begin with it.
   * @returns The values of the incomplete record, at the block's beginning or its end.
   */
  release(isRestFirst: boolean): number[] {
    const [block, filled, oversized] = [this.#block, this.#filled, this.#oversized];
    const restLength = filled % this.#recordLength;
    const length = filled - restLength;
    const from = isRestFirst ? restLength : 0;
    const restFrom = isRestFirst ? 0 : length;
    const rest = Array.from(block.subarray(restFrom, restFrom + restLength));
    const oversizedRecords = new Map<number, number>();
    for (const [at, value] of oversized ?? []) {
      if (at >= restFrom && at < restFrom + restLength) rest[at - restFrom] = value;
      else oversizedRecords.set(at - from, value);
    }
    this.#filled = 0;
    this.#oversized = undefined;
    if (length > 0) {
      const records = block.subarray(from, from + length);
      this.#take(records, length, oversizedRecords.size > 0 ? oversizedRecords : undefined);
    }
    this.#recordsTaken += length / this.#recordLength;
    return rest;
  }

  /** Goes on behind records that somebody else has taken: all there are between the brackets, and at least one. */
  skipRecords(count: number): void {
    if (this.#state !== FIRST_VALUE) this.#fail('cannot be skipped from its middle on', 0);
    this.#recordsTaken += count;
    this.#state = AFTER_VALUE;
  }

  /** The hot loop. Leaves at the first number it does not know how to read, without having taken any of it. */
  #consumeFast(bytes: Uint8Array, start: number, safeEnd: number): number {
    const block = this.#block;
    const capacity = block.length;
    let filled = this.#filled;
    let position = start;
    while (position < safeEnd) {
      let value = bytes[position] - 0x30;
      if (value >>> 0 > 9) break;
      let after = position + 1;
      let digit = bytes[after] - 0x30;
      // Nine digits fit in 31 bits. Written out: as a loop, reading a snapshot takes a fifth longer.
      number: {
        if (digit >>> 0 > 9) break number;
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++after] - 0x30;
        if (digit >>> 0 > 9) break number;
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++after] - 0x30;
        if (digit >>> 0 > 9) break number;
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++after] - 0x30;
        if (digit >>> 0 > 9) break number;
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++after] - 0x30;
        if (digit >>> 0 > 9) break number;
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++after] - 0x30;
        if (digit >>> 0 > 9) break number;
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++after] - 0x30;
        if (digit >>> 0 > 9) break number;
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++after] - 0x30;
        if (digit >>> 0 > 9) break number;
        value = (Math.imul(value, 10) + digit) | 0;
        digit = bytes[++after] - 0x30;
      }
      if (digit === 0x2c - 0x30) position = after + 1;
      else if (digit === 0x0a - 0x30 && bytes[after + 1] === 0x2c) position = after + 2;
      else break;
      block[filled++] = value;
      if (filled === capacity) {
        this.#filled = filled;
        this.#flush();
        filled = 0;
      }
    }
    this.#filled = filled;
    return position;
  }

  #consumeByte(byte: number, position: number): void {
    const digit = byte - 0x30;
    const isDigit = digit >= 0 && digit <= 9;
    if (this.#state === IN_NUMBER) {
      if (isDigit) {
        this.#value = this.#value * 10 + digit;
        if (this.#value > Number.MAX_SAFE_INTEGER)
          this.#fail('holds a number too large to be true', position);
        return;
      }
      this.#store(this.#value);
      this.#state = AFTER_VALUE;
    }
    if (isSpace(byte)) return;
    if (isDigit && (this.#state === FIRST_VALUE || this.#state === NEXT_VALUE)) {
      this.#value = digit;
      this.#state = IN_NUMBER;
    } else if (byte === 0x2c && this.#state === AFTER_VALUE) this.#state = NEXT_VALUE;
    else if (byte === 0x5d && (this.#state === AFTER_VALUE || this.#state === FIRST_VALUE))
      this.#close(position);
    else if (byte === 0x5b && this.#state === BEFORE_OPEN) this.#state = FIRST_VALUE;
    else this.#fail(`has ${showByte(byte)} where a number was expected`, position);
  }

  #store(value: number): void {
    if (value > 0xffffffff) (this.#oversized ??= new Map()).set(this.#filled, value);
    this.#block[this.#filled++] = value;
    if (this.#filled === this.#block.length) this.#flush();
  }

  #close(position: number): void {
    if (this.#filled % this.#recordLength !== 0) {
      this.#fail(`ends in the middle of an entry of ${this.#recordLength} numbers`, position);
    }
    this.#flush();
    this.isComplete = true;
  }

  #flush(): void {
    if (this.#filled > 0) this.#take(this.#block, this.#filled, this.#oversized);
    this.#recordsTaken += this.#filled / this.#recordLength;
    this.#filled = 0;
    this.#oversized = undefined;
  }

  #fail(what: string, position: number): never {
    this.#place.fail(`"${this.#label}" ${what}, after ${this.recordCount} entries`, position);
  }
}
