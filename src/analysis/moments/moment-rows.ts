import { byLargest } from '../../base/order.ts';
import type { MomentKey, MomentRow, MomentSums, MomentTable } from './results.ts';

/** Gathers the rows of a table, moment by moment. */
export class MomentRows {
  readonly #momentCount: number;
  readonly #rows = new Map<string, MomentRow>();
  readonly #isKnown: boolean[];
  readonly #apart: MomentSums;

  constructor(momentCount: number) {
    this.#momentCount = momentCount;
    this.#isKnown = Array.from({ length: momentCount }, () => false);
    this.#apart = emptySums(momentCount);
  }

  /** Says that a moment has figures, though there may be no row for it. */
  know(moment: number): void {
    this.#isKnown[moment] = true;
  }

  /** Adds to a row, which is made when it is new. */
  add(moment: number, name: string, detail: string | null, size: number, count: number): void {
    const key = detail === null ? name : `${name}\n${detail}`;
    let row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, (row = { name, detail, ...emptySums(this.#momentCount) }));
    addTo(row, moment, size, count);
  }

  /** Adds to what is not the program's. */
  addApart(moment: number, size: number, count: number): void {
    addTo(this.#apart, moment, size, count);
  }

  /** The table with the rows that are largest at some moment; the others are summed up. */
  table(by: MomentKey, mostRows: number): MomentTable {
    const rows = [...this.#rows.values()].toSorted(
      byLargest(
        (row) => Math.max(...row.sizes),
        ({ name, detail }) => `${name} ${detail}`,
      ),
    );
    const cut = rows.slice(mostRows);
    const other = { rowCount: cut.length, ...emptySums(this.#momentCount) };
    for (const row of cut) {
      for (let moment = 0; moment < this.#momentCount; moment++) {
        addTo(other, moment, row.sizes[moment], row.counts[moment]);
      }
    }
    return {
      by,
      isKnown: this.#isKnown,
      rows: rows.slice(0, mostRows).map(rounded),
      other: rounded(other),
      apart: rounded(this.#apart),
    };
  }
}

function emptySums(length: number): MomentSums {
  return { sizes: Array.from({ length }, () => 0), counts: Array.from({ length }, () => 0) };
}

function addTo(sums: MomentSums, moment: number, size: number, count: number): void {
  sums.sizes[moment] += size;
  sums.counts[moment] += count;
}

function rounded<T extends MomentSums>(sums: T): T {
  return { ...sums, sizes: sums.sizes.map(Math.round), counts: sums.counts.map(Math.round) };
}
