/** A bounded list: adding beyond the capacity drops the oldest. */
export class Ring<T> {
  readonly capacity: number;
  readonly #items: T[] = [];
  #first = 0;
  #dropped = 0;

  /** @param capacity - How many items are kept; at least 1. */
  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.#items.length;
  }

  /** How many items were dropped so far. */
  get dropped(): number {
    return this.#dropped;
  }

  add(item: T): void {
    if (this.#items.length < this.capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#first] = item;
    this.#first = (this.#first + 1) % this.capacity;
    this.#dropped++;
  }

  /** Oldest first. */
  toArray(): T[] {
    return [...this.#items.slice(this.#first), ...this.#items.slice(0, this.#first)];
  }
}
