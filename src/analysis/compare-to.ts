import { byText } from '../base/order.ts';
import type { ConstructorLocation } from '../graph/constructor-table.ts';
import { attribute, attributeToItself } from './attribution.ts';
import { type ConstructorCensus, type ConstructorCount, hasObjects } from './constructor-census.ts';
import { matchObjects, type ObjectMatch } from './match-objects.ts';
import { OwnerLedger, type OwnerGrowth } from './owner-growth.ts';

/** What became of one constructor between two censuses. Sizes in bytes; a shrinking one has negative deltas. */
export interface ConstructorGrowth {
  readonly constructorName: string;
  readonly location: ConstructorLocation | undefined;
  /** True for V8's own: code, hidden nodes, object shapes. */
  readonly isBookkeeping: boolean;
  /** Live objects at the later census. */
  readonly count: number;
  readonly countDelta: number;
  /** Objects that only the later census has, by id. */
  readonly newCount: number;
  /** Objects that only the earlier census has. */
  readonly deletedCount: number;
  /** Objects of the later census that the earlier one has, too. */
  readonly keptCount: number;
  readonly shallowSize: number;
  readonly shallowSizeDelta: number;
  readonly retainedSize: number;
  readonly retainedSizeDelta: number;
  /**
   * Growth this constructor accounts for: what came inside of its new objects, however deep, less what went with
   * its deleted ones. Over all rows it adds up to the growth of the heap.
   */
  readonly accountedSizeDelta: number;
  /** Ids of some of the new objects that `accountedSizeDelta` is booked on, in ascending order. */
  readonly exampleIds: readonly number[];
}

/** The difference of two censuses. */
export interface CensusComparison {
  /** Bytes of the heap at the later census. */
  readonly totalSize: number;
  readonly totalSizeDelta: number;
  /** False when objects could not be matched by id: then all are new, or deleted. */
  readonly isSameIsolate: boolean;
  /** One row a constructor; growth first, as `tracemalloc` orders it. */
  readonly rows: readonly ConstructorGrowth[];
  /** The objects that were there before and hold what came since, largest growth first. */
  readonly owners: readonly OwnerGrowth[];
}

const MAX_EXAMPLES = 10;

/** What has been compared already: a label stands in several pairs, and some are known before the run has ended. */
const known = new WeakMap<ConstructorCensus, WeakMap<ConstructorCensus, CensusComparison>>();

/**
 * Says what changed from `before` to `after`; asked again, it answers at once.
 *
 * Rows stand in `tracemalloc`'s order, by size of the change, except that what grew goes before what shrank.
 */
export function compareTo(after: ConstructorCensus, before: ConstructorCensus): CensusComparison {
  const earlier = known.get(after) ?? new WeakMap<ConstructorCensus, CensusComparison>();
  known.set(after, earlier);
  const comparison = earlier.get(before) ?? compare(after, before);
  earlier.set(before, comparison);
  return comparison;
}

function compare(after: ConstructorCensus, before: ConstructorCensus): CensusComparison {
  const match = matchObjects(after, before);
  const rows = new Map<string, GrowthRow>();
  const owners = new OwnerLedger();
  addSide(rows, owners, after, match, 1);
  addSide(rows, owners, before, match, -1);
  if (!hasObjects(after) || !hasObjects(before)) {
    for (const row of rows.values()) row.bookOnItself();
  }
  return {
    totalSize: after.totalSize,
    totalSizeDelta: after.totalSize - before.totalSize,
    isSameIsolate: match.isSameIsolate,
    rows: [...rows.values()].map((row) => row.toGrowth()).toSorted(byGrowth),
    owners: owners.list(),
  };
}

/** Books one census: the later one with sign 1, the earlier with -1. */
function addSide(
  rows: Map<string, GrowthRow>,
  owners: OwnerLedger,
  census: ConstructorCensus,
  match: ObjectMatch,
  sign: 1 | -1,
): void {
  const rowList = census.rows.map((count) => rowFor(rows, count));
  census.rows.forEach((count, at) => rowList[at].addCount(count, sign));
  const isKept = sign === 1 ? match.isKeptAfter : match.isKeptBefore;
  // Without a common object there is nothing to tell what came from what was there: each is booked on itself.
  const { accountOf, ownerOf } = match.isSameIsolate ? attribute(census, isKept) : attributeToItself(census);
  const { count, id, row, shallowSize } = census.objects;
  // For each object, bytes of the foreign ones that came inside of it: one entry of the ledger for all of them.
  const inside = new Float64Array(count);
  for (let object = 0; object < count; object++) {
    const account = accountOf[object];
    const size = shallowSize[object];
    const own = rowList[row[object]];
    if (isKept[object] === 1) {
      own.keptCount += sign === 1 ? 1 : 0;
      own.accounted += sign * size;
    } else {
      own.addForeign(sign);
      if (ownerOf[object] === account) book(rowList[row[account]], account, size);
      else inside[account] += size;
      if (sign === 1 && account === object) own.addExample(id[object]);
    }
  }
  for (let account = 0; account < count; account++) {
    const size = inside[account];
    if (size === 0) continue;
    const { constructorName } = rowList[row[account]];
    book(rowList[row[account]], ownerOf[account], size);
    if (sign === 1) owners.owner(census, ownerOf[account]).addNew({ id: id[account], constructorName, size });
  }

  function book(booked: GrowthRow, place: number, size: number): void {
    booked.accounted += sign * size;
    owners.owner(census, place).add(booked.constructorName, sign * size);
  }
}

/** Script ids differ from process to process; name, line and column do not. */
function rowFor(rows: Map<string, GrowthRow>, count: ConstructorCount): GrowthRow {
  const { constructorName, location } = count;
  const key = location ? `${constructorName}\0${location.line}:${location.column}` : constructorName;
  let row = rows.get(key);
  if (!row) rows.set(key, (row = new GrowthRow(count)));
  return row;
}

class GrowthRow {
  accounted = 0;
  keptCount = 0;
  readonly #identity: ConstructorCount;
  readonly #after = { count: 0, shallowSize: 0, retainedSize: 0 };
  readonly #before = { count: 0, shallowSize: 0, retainedSize: 0 };
  readonly #examples: number[] = [];
  #newCount = 0;
  #deletedCount = 0;

  constructor(identity: ConstructorCount) {
    this.#identity = identity;
  }

  get constructorName(): string {
    return this.#identity.constructorName;
  }

  addCount(count: ConstructorCount, sign: 1 | -1): void {
    const side = sign === 1 ? this.#after : this.#before;
    side.count += count.count;
    side.shallowSize += count.shallowSize;
    side.retainedSize += count.retainedSize;
  }

  addForeign(sign: 1 | -1): void {
    if (sign === 1) this.#newCount++;
    else this.#deletedCount++;
  }

  /** Where objects cannot be told apart. */
  bookOnItself(): void {
    this.accounted = this.#after.shallowSize - this.#before.shallowSize;
  }

  addExample(id: number): void {
    if (this.#examples.length < MAX_EXAMPLES) this.#examples.push(id);
  }

  toGrowth(): ConstructorGrowth {
    const { constructorName, location, isBookkeeping } = this.#identity;
    return {
      constructorName,
      location,
      isBookkeeping,
      count: this.#after.count,
      countDelta: this.#after.count - this.#before.count,
      newCount: this.#newCount,
      deletedCount: this.#deletedCount,
      keptCount: this.keptCount,
      shallowSize: this.#after.shallowSize,
      shallowSizeDelta: this.#after.shallowSize - this.#before.shallowSize,
      retainedSize: this.#after.retainedSize,
      retainedSizeDelta: this.#after.retainedSize - this.#before.retainedSize,
      accountedSizeDelta: this.accounted,
      exampleIds: this.#examples,
    };
  }
}

/** Growth first, then by size of the change, as `tracemalloc`: size, count, name break ties. */
function byGrowth(a: ConstructorGrowth, b: ConstructorGrowth): number {
  return (
    Number(b.accountedSizeDelta > 0) - Number(a.accountedSizeDelta > 0) ||
    Math.abs(b.accountedSizeDelta) - Math.abs(a.accountedSizeDelta) ||
    b.shallowSize - a.shallowSize ||
    Math.abs(b.countDelta) - Math.abs(a.countDelta) ||
    b.count - a.count ||
    byText(a.constructorName, b.constructorName)
  );
}
