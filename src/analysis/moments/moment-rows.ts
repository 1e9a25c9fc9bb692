import { byLargest } from '../../base/order.ts';
import type { MomentKey, MomentPart, MomentRow, MomentSums, MomentTable } from './results.ts';

/** The moment of a heap before its first line ran. */
export const BIRTH = -1;

/** Sums of several moments, that of the birth last. */
interface Sums {
  readonly sizes: number[];
  readonly counts: number[];
}

interface Row extends Sums {
  readonly name: string;
  readonly detail: string | null;
  readonly heap: number;
}

/** Gathers the rows of a table, heap by heap and moment by moment. */
export class MomentRows {
  readonly #momentCount: number;
  readonly #rows = new Map<string, Row>();
  readonly #heaps: { readonly isKnown: boolean[]; readonly apart: Sums }[];

  constructor(momentCount: number, heapCount = 1) {
    this.#momentCount = momentCount;
    this.#heaps = Array.from({ length: heapCount }, () => ({
      isKnown: Array.from({ length: momentCount + 1 }, () => false),
      apart: this.#emptySums(),
    }));
  }

  /** Says that a heap has figures at a moment, though there may be no row for it. */
  know(heap: number, moment: number): void {
    this.#heaps[heap].isKnown[this.#column(moment)] = true;
  }

  /** Adds to a row, which is made when it is new. */
  add(heap: number, moment: number, name: string, detail: string | null, size: number, count: number): void {
    const key = `${heap}\n${name}\n${detail ?? ''}`;
    let row = this.#rows.get(key);
    if (row === undefined) this.#rows.set(key, (row = { name, detail, heap, ...this.#emptySums() }));
    addTo(row, this.#column(moment), size, count);
  }

  /** Adds to what is not the program's. */
  addApart(heap: number, moment: number, size: number, count: number): void {
    addTo(this.#heaps[heap].apart, this.#column(moment), size, count);
  }

  /** The table with the rows that are largest at some moment; the others are summed up. */
  table(by: MomentKey, mostRows: number): MomentTable {
    const rows = [...this.#rows.values()].toSorted(
      byLargest(
        (row) => Math.max(...row.sizes),
        ({ name, detail, heap }) => `${name} ${detail} ${heap}`,
      ),
    );
    const shown = rows.slice(0, mostRows);
    const cut = rows.slice(mostRows);
    return {
      by,
      rows: shown.map(({ name, detail, heap, ...sums }): MomentRow => {
        return { name, detail, heap, ...this.#done(heap, sums) };
      }),
      parts: this.#heaps.map((_, heap) =>
        this.#part(
          heap,
          cut.filter((row) => row.heap === heap),
        ),
      ),
    };
  }

  #part(heap: number, cut: readonly Row[]): MomentPart {
    const { isKnown, apart } = this.#heaps[heap];
    const other = this.#emptySums();
    for (const row of cut) {
      for (let column = 0; column <= this.#momentCount; column++) {
        addTo(other, column, row.sizes[column], row.counts[column]);
      }
    }
    return {
      isKnown: isKnown.slice(0, -1),
      isBirthKnown: isKnown.at(-1)!,
      other: { rowCount: cut.length, ...this.#done(heap, other) },
      apart: this.#done(heap, apart),
    };
  }

  #done(heap: number, { sizes, counts }: Sums): MomentSums {
    const [size, count] = [Math.round(sizes.at(-1)!), Math.round(counts.at(-1)!)];
    return {
      sizes: sizes.slice(0, -1).map(Math.round),
      counts: counts.slice(0, -1).map(Math.round),
      ...(heap > 0 && { birth: { size, count } }),
    };
  }

  #column(moment: number): number {
    return moment === BIRTH ? this.#momentCount : moment;
  }

  #emptySums(): Sums {
    const zeros = (): number[] => Array.from({ length: this.#momentCount + 1 }, () => 0);
    return { sizes: zeros(), counts: zeros() };
  }
}

function addTo(sums: Sums, column: number, size: number, count: number): void {
  sums.sizes[column] += size;
  sums.counts[column] += count;
}
