import { IntegerArray } from './integer-array.ts';
import { isSpace, Place, showByte, type Section } from './place.ts';
import { SnapshotParts } from './snapshot-parts.ts';
import type { SnapshotTables } from './snapshot-tables.ts';

/** How a snapshot is read. */
export interface SnapshotReaderOptions {
  /** What messages call the snapshot; "heap snapshot" when nothing is said. */
  readonly sourceName?: string;
  /** Length of the whole text in bytes, where it is known: columns are then made once, at their final length. */
  readonly expectedBytes?: number;
  /** Whether other threads are to see the tables; asks for `expectedBytes`. */
  readonly isShared?: boolean;
}

const BEFORE_OPEN = 0;
const FIRST_KEY = 1;
const NEXT_KEY = 2;
const IN_KEY = 3;
const BEFORE_COLON = 4;
const IN_VALUE = 5;
const AFTER_VALUE = 6;
const CLOSED = 7;

/** The longest key that means something is 20 characters long. */
const MAX_KEY_LENGTH = 100;

/**
 * Reads a `.heapsnapshot` that arrives in chunks of any size: UTF-8 bytes of the JSON text, cut anywhere.
 *
 * Memory in use follows the bytes seen, whatever the header claims. `push` and `end` throw `BAD_FILE`, with the
 * place and the reason, as soon as the text cannot be a heap snapshot.
 */
export class SnapshotReader {
  readonly #place: Place;
  /** What has been read so far, which others may fill or look at. */
  readonly parts: SnapshotParts;
  #current: Section | undefined;
  #state = BEFORE_OPEN;
  #key = '';

  constructor({ sourceName, expectedBytes, isShared }: SnapshotReaderOptions = {}) {
    this.#place = new Place(sourceName ?? 'heap snapshot');
    this.parts = new SnapshotParts(this.#place, expectedBytes ?? 0, isShared ?? false);
  }

  /** Bytes pushed so far. */
  get byteCount(): number {
    return this.#place.bytesBefore;
  }

  /** Takes the next bytes; nothing of `chunk` is kept, so its buffer may be reused. */
  push(chunk: Uint8Array): void {
    // One hidden class in the hot loops: a Buffer would make every access polymorphic.
    const bytes = new Uint8Array(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let position = 0; position < bytes.length;) {
      position = this.#current
        ? this.#consumeValue(this.#current, bytes, position)
        : this.#consumeByte(bytes[position], position);
    }
    this.#place.bytesBefore += bytes.length;
  }

  /**
   * Leaves out what stands between the brackets of `nodes` or `edges`, whose first was the last byte pushed: somebody
   * else reads it, and puts it into the columns before `end` is called.
   */
  skipRecords(key: 'nodes' | 'edges', byteCount: number): void {
    const section = this.#current;
    const { header } = this.parts;
    if (this.#key !== key || !(section instanceof IntegerArray) || !header)
      return this.#place.fail(`is not at the beginning of "${key}"`, 0);
    section.skipRecords(key === 'nodes' ? header.nodeCount : header.edgeCount);
    this.#place.bytesBefore += byteCount;
  }

  /** The tables, once every byte was pushed; throws `BAD_FILE` when something is missing. */
  end(): SnapshotTables {
    const place = this.#place;
    if (place.bytesBefore === 0) place.fail('is empty');
    if (this.#current) place.fail(this.#describeGap(this.#current), 0);
    if (this.#state !== CLOSED) place.fail('the file ends before the snapshot is closed: it was cut off', 0);
    return this.parts.toTables();
  }

  #describeGap(section: Section): string {
    const advice = 'The process probably died while writing it; take the snapshot again.';
    const rows = section instanceof IntegerArray ? section.recordCount : -1;
    if (this.#key === 'nodes')
      return `stops after ${rows} of ${this.parts.header!.nodeCount} nodes. ${advice}`;
    if (this.#key === 'edges')
      return `stops after ${rows} of ${this.parts.header!.edgeCount} edges. ${advice}`;
    return `${section.describeGap()}. ${advice}`;
  }

  #consumeValue(section: Section, bytes: Uint8Array, start: number): number {
    const position = section.consume(bytes, start, bytes.length);
    if (section.isComplete) {
      this.parts.complete(this.#key, section);
      this.#current = undefined;
      this.#state = AFTER_VALUE;
    }
    return position;
  }

  /** Reads what stands between the values: braces, keys, colons and commas. */
  #consumeByte(byte: number, position: number): number {
    if (this.#state === IN_KEY) {
      if (byte === 0x22) this.#state = BEFORE_COLON;
      else this.#key += String.fromCharCode(byte);
      if (this.#key.length > MAX_KEY_LENGTH) this.#place.fail('this is no heap snapshot', position);
      return position + 1;
    }
    if (isSpace(byte)) return position + 1;
    if (byte === 0x7b && this.#state === BEFORE_OPEN) this.#state = FIRST_KEY;
    else if (byte === 0x22 && (this.#state === FIRST_KEY || this.#state === NEXT_KEY)) {
      this.#state = IN_KEY;
      this.#key = '';
    } else if (byte === 0x3a && this.#state === BEFORE_COLON) {
      this.#current = this.parts.sectionFor(this.#key, position);
      this.#state = IN_VALUE;
    } else if (byte === 0x2c && this.#state === AFTER_VALUE) this.#state = NEXT_KEY;
    else if (byte === 0x7d && (this.#state === AFTER_VALUE || this.#state === FIRST_KEY))
      this.#state = CLOSED;
    else this.#failAt(byte, position);
    return position + 1;
  }

  #failAt(byte: number, position: number): never {
    const after = this.#key ? ` after "${this.#key}"` : '';
    const what = this.#state === BEFORE_OPEN ? 'is no heap snapshot: it starts with' : 'has an unexpected';
    return this.#place.fail(`${what} ${showByte(byte)}${after}`, position);
  }
}
