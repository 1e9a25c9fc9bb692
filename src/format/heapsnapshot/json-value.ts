import { isSpace, type Place, type Section } from './place.ts';

/** The header is about 1.5 KB; a megabyte leaves room for what later versions may add. */
const MAX_KEPT_BYTES = 1 << 20;

/**
 * Takes one JSON value of any kind: kept as text for the header, dropped for keys nobody knows.
 *
 * Only nesting and strings are looked at; what is kept is checked by `JSON.parse` afterwards.
 */
export class JsonValue implements Section {
  isComplete = false;
  readonly #place: Place;
  readonly #label: string;
  readonly #kept: Uint8Array[] | undefined;
  #keptBytes = 0;
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #hasBegun = false;

  constructor(place: Place, label: string, keep: boolean) {
    this.#place = place;
    this.#label = label;
    this.#kept = keep ? [] : undefined;
  }

  describeGap(): string {
    return `the file ends inside "${this.#label}"`;
  }

  consume(bytes: Uint8Array, start: number, end: number): number {
    let position = start;
    while (position < end && !this.isComplete) {
      // A bare number or word ends where the outer object goes on: that byte is not ours.
      if (this.#endsBefore(bytes[position])) this.isComplete = true;
      else this.#step(bytes[position++]);
    }
    if (this.#kept) this.#keep(bytes.slice(start, position));
    return position;
  }

  /** The value; throws `BAD_FILE` when it is not JSON. */
  parse(): unknown {
    try {
      return JSON.parse(Buffer.concat(this.#kept ?? []).toString('utf8'));
    } catch {
      return this.#place.fail(`"${this.#label}" is not valid JSON`, 0);
    }
  }

  #endsBefore(byte: number): boolean {
    return (
      this.#hasBegun &&
      this.#depth === 0 &&
      !this.#isInString &&
      (byte === 0x2c || byte === 0x7d || isSpace(byte))
    );
  }

  #step(byte: number): void {
    if (this.#isInString) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === 0x5c) this.#isEscaped = true;
      else if (byte === 0x22) {
        this.#isInString = false;
        this.isComplete = this.#depth === 0;
      }
      return;
    }
    if (isSpace(byte)) return;
    this.#hasBegun = true;
    if (byte === 0x22) this.#isInString = true;
    else if (byte === 0x7b || byte === 0x5b) this.#depth++;
    else if (byte === 0x7d || byte === 0x5d) this.isComplete = --this.#depth <= 0;
  }

  #keep(bytes: Uint8Array): void {
    this.#kept!.push(bytes);
    this.#keptBytes += bytes.length;
    if (this.#keptBytes > MAX_KEPT_BYTES)
      this.#place.fail(`"${this.#label}" does not end: this is no heap snapshot`, 0);
  }
}
