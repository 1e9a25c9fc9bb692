/** What the heap orders: the smallest importance first, and of equal ones the smallest sequence. */
export interface Ranked {
  readonly importance: number;
  readonly sequence: number;
  /** Where it stands in the heap; kept by the heap. */
  place: number;
}

/** A binary heap with the entry to evict next on top; push, pop and remove are O(log n). */
export class EvictionHeap<T extends Ranked> {
  readonly #entries: T[] = [];

  get length(): number {
    return this.#entries.length;
  }

  push(entry: T): void {
    entry.place = this.#entries.length;
    this.#entries.push(entry);
    this.#rise(entry);
  }

  /** The least important and of those the oldest; undefined when the heap is empty. */
  peek(): T | undefined {
    return this.#entries[0];
  }

  /** Takes out an entry that is in the heap. */
  remove(entry: T): void {
    const last = this.#entries.pop()!;
    if (last === entry) return;
    this.#put(last, entry.place);
    this.#rise(last);
    this.#sink(last);
  }

  clear(): void {
    this.#entries.length = 0;
  }

  #put(entry: T, place: number): void {
    this.#entries[place] = entry;
    entry.place = place;
  }

  #rise(entry: T): void {
    while (entry.place > 0) {
      const parent = this.#entries[(entry.place - 1) >> 1];
      if (goesBefore(parent, entry)) return;
      this.#swap(parent, entry);
    }
  }

  #sink(entry: T): void {
    for (;;) {
      const left = this.#entries[entry.place * 2 + 1];
      const right = this.#entries[entry.place * 2 + 2];
      if (left === undefined) return;
      const child = right !== undefined && goesBefore(right, left) ? right : left;
      if (goesBefore(entry, child)) return;
      this.#swap(entry, child);
    }
  }

  #swap(upper: T, lower: T): void {
    const { place } = upper;
    this.#put(upper, lower.place);
    this.#put(lower, place);
  }
}

function goesBefore(a: Ranked, b: Ranked): boolean {
  return a.importance < b.importance || (a.importance === b.importance && a.sequence < b.sequence);
}
