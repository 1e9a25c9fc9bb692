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
  /** The object that came inside of it and holds most of that; undefined when none came. */
  readonly largestNew: NewHolder | undefined;
}

/** A new object with all that came inside of it. */
export interface NewHolder {
  /** V8's. */
  readonly id: number;
  readonly constructorName: string;
  /** Bytes of its own and of what came inside of it. */
  readonly size: number;
}

const MAX_OWNERS = 100;
const MAX_PARTS = 5;
const ROOTS = -1;

/** Adds up growth by the object that holds it. */
export class OwnerLedger {
  readonly #owners = new Map<number, Owner>();
  /** A million new objects are often those of one. */
  #last: { readonly id: number; readonly owner: Owner } | null = null;

  /** The account of the object at `place`; `NO_OBJECT` stands for the GC roots. */
  owner(census: ConstructorCensus, place: number): Owner {
    const id = place === NO_OBJECT ? ROOTS : census.objects.id[place];
    if (this.#last?.id === id) return this.#last.owner;
    let owner = this.#owners.get(id);
    if (!owner) {
      const name = id === ROOTS ? '(GC roots)' : census.rows[census.objects.row[place]].constructorName;
      this.#owners.set(id, (owner = new Owner(name)));
    }
    this.#last = { id, owner };
    return owner;
  }

  /** The owners whose growth is not nil, the largest first; at most a hundred. */
  list(): OwnerGrowth[] {
    return [...this.#owners]
      .filter(([, { total }]) => total !== 0)
      .toSorted(([a, { total }], [b, { total: other }]) => other - total || a - b)
      .slice(0, MAX_OWNERS)
      .map(([id, owner]) => ({
        id: id === ROOTS ? undefined : id,
        constructorName: owner.constructorName,
        sizeDelta: owner.total,
        parts: owner.parts(),
        largestNew: owner.largestNew,
      }));
  }
}

/** What came and went inside of one object. */
class Owner {
  readonly constructorName: string;
  total = 0;
  largestNew: NewHolder | undefined;
  readonly #sizeOf = new Map<string, number>();

  constructor(constructorName: string) {
    this.constructorName = constructorName;
  }

  /** Books `size` bytes on a part of it. */
  add(constructorName: string, size: number): void {
    this.total += size;
    this.#sizeOf.set(constructorName, (this.#sizeOf.get(constructorName) ?? 0) + size);
  }

  /** Tells of a new object that came inside of it. */
  addNew(holder: NewHolder): void {
    if (this.largestNew === undefined || holder.size > this.largestNew.size) this.largestNew = holder;
  }

  parts(): OwnerGrowth['parts'] {
    return [...this.#sizeOf]
      .map(([constructorName, sizeDelta]) => ({ constructorName, sizeDelta }))
      .toSorted((a, b) => b.sizeDelta - a.sizeDelta || byText(a.constructorName, b.constructorName))
      .slice(0, MAX_PARTS);
  }
}
