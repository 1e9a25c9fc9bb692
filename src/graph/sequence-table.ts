/**
 * Numbers equal sequences of 32-bit integers alike: 0, 1, 2 … in the order they are first seen.
 *
 * An open-addressing hash table over one array; a Map keyed by joined text takes ten times as long.
 */
export class SequenceTable {
  #values = new Uint32Array(1 << 12);
  /** For each sequence, where it begins in `#values`; one more entry for the end. */
  #starts = new Uint32Array(1 << 8);
  /** For each slot, a sequence's number plus 1; 0 when it is free. */
  #slots = new Uint32Array(1 << 10);
  #count = 0;

  /** How many different sequences there are. */
  get count(): number {
    return this.#count;
  }

  /** The number of the sequence in the first `length` elements of `sequence`. */
  intern(sequence: Uint32Array, length: number): number {
    const slots = this.#slots;
    let slot = hash(sequence, 0, length) & (slots.length - 1);
    while (slots[slot] !== 0) {
      if (this.#equals(slots[slot] - 1, sequence, length)) return slots[slot] - 1;
      slot = (slot + 1) & (slots.length - 1);
    }
    slots[slot] = this.#count + 1;
    this.#append(sequence, length);
    if (this.#count * 2 > slots.length) this.#rehash();
    return this.#count - 1;
  }

  /** The sequence with this number. */
  get(number: number): Uint32Array {
    return this.#values.subarray(this.#starts[number], this.#starts[number + 1]);
  }

  #equals(number: number, sequence: Uint32Array, length: number): boolean {
    const start = this.#starts[number];
    if (this.#starts[number + 1] - start !== length) return false;
    for (let at = 0; at < length; at++) if (this.#values[start + at] !== sequence[at]) return false;
    return true;
  }

  #append(sequence: Uint32Array, length: number): void {
    const start = this.#starts[this.#count];
    if (start + length > this.#values.length) this.#values = grown(this.#values, start + length);
    if (this.#count + 2 > this.#starts.length) this.#starts = grown(this.#starts, this.#count + 2);
    for (let at = 0; at < length; at++) this.#values[start + at] = sequence[at];
    this.#starts[++this.#count] = start + length;
  }

  #rehash(): void {
    const slots = new Uint32Array(this.#slots.length * 2);
    for (let number = 0; number < this.#count; number++) {
      const start = this.#starts[number];
      let slot = hash(this.#values, start, this.#starts[number + 1] - start) & (slots.length - 1);
      while (slots[slot] !== 0) slot = (slot + 1) & (slots.length - 1);
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }
}

/** FNV-1a over whole integers, with the high bits mixed into the low ones that choose the slot. */
function hash(values: Uint32Array, start: number, length: number): number {
  let value = 0x811c9dc5;
  for (let at = start; at < start + length; at++) value = Math.imul(value ^ values[at], 0x01000193);
  return (value ^ (value >>> 15)) >>> 0;
}

function grown(list: Uint32Array<ArrayBuffer>, needed: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(needed, list.length * 2));
  larger.set(list);
  return larger;
}
