/** Bytes in a segment: 4 MiB, a power of two so that an offset splits by shifting. */
export const SEGMENT_BYTES = 1 << 22;
const SEGMENT_SHIFT = 22;

const utf8 = new TextDecoder('utf-8');

/**
 * The snapshot's strings, kept as the JSON text they were read from and decoded when asked for.
 *
 * A heap of gigabytes has millions of strings, of which a report shows dozens.
 */
export class StringTable {
  readonly count: number;
  readonly #segments: readonly Uint8Array[];
  /** For each string, the offset of its first byte; one more entry for the end of the last. */
  readonly #starts: Uint32Array;
  readonly #decoded = new Map<number, string>();
  readonly #found = new Map<string, readonly number[]>();

  constructor(segments: readonly Uint8Array[], starts: Uint32Array) {
    this.#segments = segments;
    this.#starts = starts;
    this.count = starts.length - 1;
  }

  /** What to make another table of the same strings from, in another thread. */
  get parts(): { readonly segments: readonly Uint8Array[]; readonly starts: Uint32Array } {
    return { segments: this.#segments, starts: this.#starts };
  }

  /** Bytes of JSON text, quotes not counted; what `rawBytes` will return. */
  rawLength(index: number): number {
    return this.#starts[index + 1] - this.#starts[index];
  }

  /** A byte of the JSON text of string `index`. */
  rawByteAt(index: number, at: number): number {
    const offset = this.#starts[index] + at;
    return this.#segments[offset >>> SEGMENT_SHIFT][offset & (SEGMENT_BYTES - 1)];
  }

  /** The JSON text of string `index` without its quotes: a view where possible, so do not write to it. */
  rawBytes(index: number): Uint8Array {
    const start = this.#starts[index];
    const end = this.#starts[index + 1];
    const first = start >>> SEGMENT_SHIFT;
    const from = start & (SEGMENT_BYTES - 1);
    if (end - start <= SEGMENT_BYTES - from)
      return this.#segments[first]?.subarray(from, from + end - start) ?? new Uint8Array();
    const joined = new Uint8Array(end - start);
    for (let offset = start; offset < end;) {
      const within = offset & (SEGMENT_BYTES - 1);
      const part = this.#segments[offset >>> SEGMENT_SHIFT].subarray(
        within,
        Math.min(SEGMENT_BYTES, within + end - offset),
      );
      joined.set(part, offset - start);
      offset += part.length;
    }
    return joined;
  }

  /** String `index`. Short ones are remembered, since names repeat. */
  get(index: number): string {
    const known = this.#decoded.get(index);
    if (known !== undefined) return known;
    const raw = this.rawBytes(index);
    const text = utf8.decode(raw);
    const decoded = raw.includes(0x5c) ? (JSON.parse(`"${text}"`) as string) : text;
    if (decoded.length < 256 && this.#decoded.size < 100_000) this.#decoded.set(index, decoded);
    return decoded;
  }

  /** Every index at which `text` stands; printable ASCII only. V8 writes each string once, others may not. */
  indexesOf(text: string): readonly number[] {
    let found = this.#found.get(text);
    if (!found) this.#found.set(text, (found = this.#find(text)));
    return found;
  }

  #find(text: string): number[] {
    const starts = this.#starts;
    const found: number[] = [];
    for (let index = 0; index < this.count; index++) {
      if (starts[index + 1] - starts[index] === text.length && this.#isAt(index, text)) found.push(index);
    }
    return found;
  }

  #isAt(index: number, text: string): boolean {
    for (let at = 0; at < text.length; at++) {
      if (this.rawByteAt(index, at) !== text.charCodeAt(at)) return false;
    }
    return true;
  }
}
