import { positiveInteger } from './bounds.ts';

/**
 * The newest `capacity` items, oldest dropped first. Push is O(1) and allocates nothing once the ring is full.
 *
 * Memory grows with what is stored, not with the capacity: a large bound costs nothing until it is used.
 */
export class RingBuffer<T> implements Iterable<T> {
  #capacity: number;
  readonly #items: T[] = [];
  /** Place of the oldest item; 0 until the ring is full. */
  #oldest = 0;
  #dropped = 0;

  /** Throws a `RangeError` when `capacity` is not a whole number from 1. */
  constructor(capacity: number) {
    this.#capacity = positiveInteger(capacity, 'capacity');
  }

  get capacity(): number {
    return this.#capacity;
  }

  get length(): number {
    return this.#items.length;
  }

  /** Items pushed out by newer ones since the start or the last `clear()`. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Adds the newest item. */
  push(item: T): void {
    if (this.#items.length < this.#capacity) {
      this.#items.push(item);
      return;
    }
    this.#items[this.#oldest] = item;
    this.#oldest = this.#oldest + 1 === this.#capacity ? 0 : this.#oldest + 1;
    this.#dropped++;
  }

  /** The item at `place`, 0 being the oldest; negative places count from the newest. */
  at(place: number): T | undefined {
    const { length } = this.#items;
    const fromOldest = place < 0 ? length + place : place;
    if (fromOldest < 0 || fromOldest >= length) return undefined;
    return this.#items[(this.#oldest + fromOldest) % length];
  }

  /** A new array of the items, oldest first. */
  toArray(): T[] {
    return [...this.#items.slice(this.#oldest), ...this.#items.slice(0, this.#oldest)];
  }

  /** Oldest first. */
  *[Symbol.iterator](): IterableIterator<T> {
    for (let place = 0; place < this.#items.length; place++) yield this.at(place)!;
  }

  /** Empties the ring and sets `dropped` back to 0. */
  clear(): void {
    this.#items.length = 0;
    this.#oldest = 0;
    this.#dropped = 0;
  }

  /** Changes the bound, keeping the newest items; those that no longer fit count as dropped. */
  resize(capacity: number): void {
    const items = this.toArray();
    this.#capacity = positiveInteger(capacity, 'capacity');
    const kept = items.slice(Math.max(0, items.length - capacity));
    this.#dropped += items.length - kept.length;
    this.#oldest = 0;
    this.#items.length = 0;
    for (const item of kept) this.#items.push(item);
  }
}
