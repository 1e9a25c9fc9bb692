import type { StringTable } from '../format/heapsnapshot/string-table.ts';

const BEGINNING = ' / part of key (';
const MIDDLE = ') -> value (';
const END = ' pair in WeakMap (table @';
const EPHEMERON =
  /^\d+( \/ part of key \(.*? @\d+\) -> value \(.*? @\d+\) pair in WeakMap \(table @(\d+)\))$/;

/**
 * Recognises the names V8 gives to the two edges, from the key and from the table, that keep a WeakMap's value:
 * `3 / part of key (Key @17) -> value (Value @19) pair in WeakMap (table @23)`.
 *
 * There can be a million of them, so all but the likely ones are told by their first and last bytes.
 */
export class WeakMapEdgeNames {
  readonly #strings: StringTable;
  /** For each string index, 0 not looked at, 1 no such name, 2 one. */
  readonly #verdict: Uint8Array;
  readonly #pairs = new Map<string, number>();

  constructor(strings: StringTable) {
    this.#strings = strings;
    this.#verdict = new Uint8Array(strings.count);
  }

  /** True when string `name` names an edge to a WeakMap's value. */
  has(name: number): boolean {
    const verdict = this.#verdict[name];
    return verdict === 0 ? this.#judge(name) : verdict === 2;
  }

  /** V8's id of the table, for a name that `has` accepts. */
  tableId(name: number): number {
    const strings = this.#strings;
    let id = 0;
    let unit = 1;
    for (let at = strings.rawLength(name) - 2; isDigit(strings.rawByteAt(name, at)); at--, unit *= 10) {
      id += (strings.rawByteAt(name, at) - 0x30) * unit;
    }
    return id;
  }

  /** A number that the key's edge and the table's edge to the same value share, for a name that `has` accepts. */
  pair(name: number): number {
    const raw = this.#strings.rawBytes(name);
    const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength).toString('latin1');
    const part = text.slice(text.indexOf(' '));
    let pair = this.#pairs.get(part);
    if (pair === undefined) this.#pairs.set(part, (pair = this.#pairs.size));
    return pair;
  }

  #judge(name: number): boolean {
    const isOne = this.#looksLikeOne(name) && this.#isOne(name);
    this.#verdict[name] = isOne ? 2 : 1;
    return isOne;
  }

  #looksLikeOne(name: number): boolean {
    const strings = this.#strings;
    const length = strings.rawLength(name);
    if (length < BEGINNING.length + MIDDLE.length + END.length) return false;
    return isDigit(strings.rawByteAt(name, 0)) && strings.rawByteAt(name, length - 1) === 0x29;
  }

  #isOne(name: number): boolean {
    const raw = this.#strings.rawBytes(name);
    const text = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    if (!text.includes(BEGINNING) || !text.includes(END) || !text.includes(MIDDLE)) return false;
    return EPHEMERON.test(this.#strings.get(name));
  }
}

function isDigit(byte: number): boolean {
  return byte >= 0x30 && byte <= 0x39;
}
