import { byText } from '../base/order.ts';
import type { ConstructorCensus } from './constructor-census.ts';
import { NO_OBJECT } from './census-objects.ts';

/** What came since the earlier census inside of one object that was there already. */
export interface OwnerGrowth {
  /** V8's id of the object; undefined for what only the GC roots dominate. */
  readonly id: number | undefined;
  readonly constructorName: string;
  /** Bytes that came less bytes that went. */
  readonly sizeDelta: number;
  /** The constructors that account for it, largest first, at most five. */
  readonly parts: readonly { readonly constructorName: string; readonly sizeDelta: number }[];
}

const MAX_OWNERS = 100;
const MAX_PARTS = 5;
const ROOTS = -1;

/** Adds up growth by the object that holds it. */
export class OwnerLedger {
  readonly #owners = new Map<
    number,
    { constructorName: string; total: number; parts: Map<string, number> }
  >();

  /** Books `size` bytes of the row `row` on the object at `place`; `NO_OBJECT` stands for the GC roots. */
  add(census: ConstructorCensus, place: number, row: number, size: number): void {
    const id = place === NO_OBJECT ? ROOTS : census.objects.id[place];
    let owner = this.#owners.get(id);
    if (!owner) {
      const constructorName =
        id === ROOTS ? '(GC roots)' : census.rows[census.objects.row[place]].constructorName;
      this.#owners.set(id, (owner = { constructorName, total: 0, parts: new Map() }));
    }
    const part = census.rows[row].constructorName;
    owner.total += size;
    owner.parts.set(part, (owner.parts.get(part) ?? 0) + size);
  }

  /** The owners whose growth is not nil, the largest first; at most a hundred. */
  list(): OwnerGrowth[] {
    return [...this.#owners]
      .filter(([, { total }]) => total !== 0)
      .toSorted(([a, { total }], [b, { total: other }]) => other - total || a - b)
      .slice(0, MAX_OWNERS)
      .map(([id, { constructorName, total, parts }]) => ({
        id: id === ROOTS ? undefined : id,
        constructorName,
        sizeDelta: total,
        parts: [...parts]
          .map(([name, sizeDelta]) => ({ constructorName: name, sizeDelta }))
          .toSorted((a, b) => b.sizeDelta - a.sizeDelta || byText(a.constructorName, b.constructorName))
          .slice(0, MAX_PARTS),
      }));
  }
}
