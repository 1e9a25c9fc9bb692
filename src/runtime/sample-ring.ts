/** The newest `capacity` rows of numbers, kept by column: 8 bytes a number, nothing allocated on push. */
export class SampleRing {
  readonly capacity: number;
  readonly #names: readonly string[];
  /** For each name, and then for each row, the number. Rows are in a ring that starts at `#oldest` when full. */
  readonly #columns: readonly Float64Array[];
  #length = 0;
  #oldest = 0;

  constructor(names: readonly string[], capacity: number) {
    this.capacity = capacity;
    this.#names = names;
    this.#columns = names.map(() => new Float64Array(capacity));
  }

  get length(): number {
    return this.#length;
  }

  /** Adds the newest row: a number for each name, in their order. */
  push(row: readonly number[]): void {
    const place = (this.#oldest + this.#length) % this.capacity;
    for (const [i, column] of this.#columns.entries()) column[place] = row[i];
    if (this.#length < this.capacity) this.#length++;
    else this.#oldest = (this.#oldest + 1) % this.capacity;
  }

  /** A copy of one column, oldest row first. */
  column(name: string): Float64Array {
    const column = this.#columns[this.#names.indexOf(name)];
    return Float64Array.from({ length: this.#length }, (_, i) => column[(this.#oldest + i) % this.capacity]);
  }
}
