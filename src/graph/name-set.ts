import type { StringTable } from '../format/heapsnapshot/string-table.ts';

/** The string indexes of a few well-known names, for comparing numbers instead of text. */
export class NameSet {
  /** V8 writes each string once, so one comparison nearly always decides. */
  readonly #first: number;
  readonly #others: ReadonlySet<number> | undefined;

  /** @param names - Printable ASCII; the first time, costs a look at the length of every string. */
  constructor(strings: StringTable, ...names: readonly string[]) {
    const indexes = names.flatMap((name) => strings.indexesOf(name));
    this.#first = indexes[0] ?? -1;
    this.#others = indexes.length > 1 ? new Set(indexes) : undefined;
  }

  /** True when the string at `index` is one of the names. */
  has(index: number): boolean {
    return index === this.#first || (this.#others !== undefined && this.#others.has(index));
  }
}
