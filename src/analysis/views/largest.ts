/** The nodes of the largest sizes among many, without sorting them all. Ties go to the smaller ordinal. */
export class Largest {
  readonly #limit: number;
  readonly #sizeOf: (node: number) => number;
  readonly #nodes: number[] = [];
  readonly #sizes: number[] = [];

  /** @param limit - How many to keep. */
  constructor(limit: number, sizeOf: (node: number) => number) {
    this.#limit = limit;
    this.#sizeOf = sizeOf;
  }

  /** Offers a node. Offer nodes in ascending order for ties to be broken as promised. */
  offer(node: number): void {
    const size = this.#sizeOf(node);
    if (this.#sizes.length === this.#limit && size <= (this.#sizes.at(-1) ?? Infinity)) return;
    let low = 0;
    let high = this.#sizes.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#sizes[middle] >= size) low = middle + 1;
      else high = middle;
    }
    this.#sizes.splice(low, 0, size);
    this.#nodes.splice(low, 0, node);
    if (this.#sizes.length > this.#limit) {
      this.#sizes.pop();
      this.#nodes.pop();
    }
  }

  /** Ordinals, the largest first. */
  get nodes(): readonly number[] {
    return this.#nodes;
  }
}
