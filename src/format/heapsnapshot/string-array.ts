import { sharedBytes, sharedIntegers } from './growth.ts';
import { isSpace, showByte, type Place, type Section } from './place.ts';
import { SEGMENT_BYTES, StringTable } from './string-table.ts';

const BEFORE_OPEN = 0;
const FIRST_VALUE = 1;
const NEXT_VALUE = 2;
const IN_STRING = 3;
const AFTER_VALUE = 4;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Reads the JSON array `strings` into a `StringTable` without decoding it. */
export class StringArray implements Section {
  isComplete = false;
  readonly #place: Place;
  readonly #isShared: boolean;
  readonly #segments: Uint8Array[] = [];
  #starts = new Uint32Array(1 << 14);
  #count = 0;
  #written = 0;
  #state = BEFORE_OPEN;
  /** Characters of an escape still to come: 1 after a backslash, 4 to 1 inside `\uXXXX` (as minus that). */
  #escape = 0;

  /** @param isShared - Whether other threads are to see the strings. */
  constructor(place: Place, isShared = false) {
    this.#place = place;
    this.#isShared = isShared;
  }

  describeGap(): string {
    return `the file ends inside "strings", after ${this.#count} strings`;
  }

  consume(bytes: Uint8Array, start: number, end: number): number {
    let position = start;
    while (position < end && !this.isComplete) {
      if (this.#state !== IN_STRING) this.#consumeBetween(bytes[position], position++);
      else if (this.#escape !== 0) this.#consumeEscape(bytes[position], position++);
      else position = this.#consumeText(bytes, position, end);
    }
    return position;
  }

  /** The table; call it once the section is complete. */
  toTable(): StringTable {
    const length = this.#count + 1;
    const starts = this.#isShared ? sharedIntegers(length) : new Uint32Array(length);
    starts.set(this.#starts.subarray(0, length));
    starts[this.#count] = this.#written;
    return new StringTable(this.#segments, starts);
  }

  #consumeText(bytes: Uint8Array, start: number, end: number): number {
    let position = start;
    let byte = 0;
    for (; position < end; position++) {
      byte = bytes[position];
      if (byte === QUOTE || byte === BACKSLASH || byte < 0x20) break;
    }
    this.#append(bytes, start, position);
    if (position === end) return position;
    if (byte === QUOTE) this.#state = AFTER_VALUE;
    else if (byte === BACKSLASH) {
      this.#append(bytes, position, position + 1);
      this.#escape = 1;
    } else
      this.#place.fail(
        `string ${this.#count - 1} holds the raw byte ${showByte(byte)}: the file is damaged`,
        position,
      );
    return position + 1;
  }

  #consumeEscape(byte: number, position: number): void {
    const isValid = this.#escape === 1 ? '"\\/bfnrtu'.includes(String.fromCharCode(byte)) : isHexDigit(byte);
    if (!isValid) this.#place.fail(`string ${this.#count - 1} holds an invalid escape`, position);
    this.#appendByte(byte);
    if (this.#escape === 1) this.#escape = byte === 0x75 ? -4 : 0;
    else this.#escape++;
  }

  #consumeBetween(byte: number, position: number): void {
    if (isSpace(byte)) return;
    if (byte === QUOTE && (this.#state === FIRST_VALUE || this.#state === NEXT_VALUE)) this.#open();
    else if (byte === 0x2c && this.#state === AFTER_VALUE) this.#state = NEXT_VALUE;
    else if (byte === 0x5d && (this.#state === AFTER_VALUE || this.#state === FIRST_VALUE))
      this.isComplete = true;
    else if (byte === 0x5b && this.#state === BEFORE_OPEN) this.#state = FIRST_VALUE;
    else
      this.#place.fail(
        `"strings" has ${showByte(byte)} where a string was expected, after ${this.#count} strings`,
        position,
      );
  }

  #open(): void {
    // One entry is kept free for the end of the last string.
    if (this.#count + 1 === this.#starts.length) {
      const larger = new Uint32Array(this.#starts.length * 2);
      larger.set(this.#starts);
      this.#starts = larger;
    }
    this.#starts[this.#count++] = this.#written;
    this.#state = IN_STRING;
  }

  #append(bytes: Uint8Array, from: number, to: number): void {
    for (let position = from; position < to;) {
      const room = SEGMENT_BYTES - (this.#written % SEGMENT_BYTES);
      const length = Math.min(room, to - position);
      this.#write(bytes, position, length);
      position += length;
    }
  }

  #write(bytes: Uint8Array, from: number, length: number): void {
    const at = this.#written % SEGMENT_BYTES;
    if (at === 0) this.#addSegment();
    const segment = this.#segments[this.#segments.length - 1];
    // set() costs a call; most strings are shorter than what that call is worth.
    if (length > 48) segment.set(bytes.subarray(from, from + length), at);
    else for (let i = 0; i < length; i++) segment[at + i] = bytes[from + i];
    this.#written += length;
  }

  #appendByte(byte: number): void {
    const at = this.#written % SEGMENT_BYTES;
    if (at === 0) this.#addSegment();
    this.#segments[this.#segments.length - 1][at] = byte;
    this.#written++;
  }

  #addSegment(): void {
    if (this.#written >= 2 ** 32 - SEGMENT_BYTES)
      this.#place.fail('more than 4 GiB of strings cannot be read');
    this.#segments.push(this.#isShared ? sharedBytes(SEGMENT_BYTES) : new Uint8Array(SEGMENT_BYTES));
  }
}

function isHexDigit(byte: number): boolean {
  return (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66);
}
