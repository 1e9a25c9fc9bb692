import type { DiffOrder } from '../allocations/compare.ts';
import { byText } from '../base/order.ts';
import { type ConstructorGrowth, compareTo } from './compare-to.ts';
import type { ConstructorCensus } from './constructor-census.ts';
import type { ConstructorRow, NativeGrowth, OwnerRow } from './results.ts';

/** The part of a comparison that comes from the snapshots. */
export interface ConstructorChanges {
  readonly constructor: readonly ConstructorRow[];
  readonly bookkeepingDiffBytes: number;
  readonly nativeGrowth?: NativeGrowth;
  readonly owners: readonly OwnerRow[];
}

const MOST_OWNERS = 20;

/** Compares two censuses; nothing changed where one of them is missing. */
export function compareConstructors(
  after: ConstructorCensus | null,
  before: ConstructorCensus | null,
  sort: DiffOrder,
): ConstructorChanges {
  if (after === null || before === null) return { constructor: [], bookkeepingDiffBytes: 0, owners: [] };
  const { rows, owners, isSameIsolate } = compareTo(after, before);
  const own = rows.filter(isInternal);
  return {
    constructor: rows
      .filter((row) => !isInternal(row))
      .map((row) => toRow(row, isSameIsolate))
      .toSorted(ORDERS[sort]),
    bookkeepingDiffBytes: own.reduce((sum, row) => sum + row.accountedSizeDelta, 0),
    ...mostGrownNative(own),
    owners: owners.slice(0, MOST_OWNERS).map(({ id, constructorName, sizeDelta, parts, largestNew }) => ({
      id: id ?? null,
      constructorName,
      sizeDiffBytes: sizeDelta,
      parts: parts.map((part) => ({ constructorName: part.constructorName, sizeDiffBytes: part.sizeDelta })),
      largestNew:
        largestNew === undefined
          ? null
          : {
              id: largestNew.id,
              constructorName: largestNew.constructorName,
              sizeBytes: largestNew.size,
            },
    })),
  };
}

const NATIVE = /^(Detached )?(?=Node \/ )/;

/** Whether Node holds them for an object of the program's is beside the point: both kinds of a name are one. */
function mostGrownNative(own: readonly ConstructorGrowth[]): { nativeGrowth?: NativeGrowth } {
  const grown = new Map<string, number>();
  for (const { constructorName, shallowSizeDelta } of own) {
    if (!NATIVE.test(constructorName)) continue;
    const name = constructorName.replace(NATIVE, '');
    grown.set(name, (grown.get(name) ?? 0) + shallowSizeDelta);
  }
  const most = [...grown]
    .map(([name, sizeDiffBytes]) => ({ name, sizeDiffBytes }))
    .toSorted(byNativeGrowth)[0];
  return most === undefined || most.sizeDiffBytes <= 0 ? {} : { nativeGrowth: most };
}

/** Largest first. */
export function byNativeGrowth(a: NativeGrowth, b: NativeGrowth): number {
  return b.sizeDiffBytes - a.sizeDiffBytes || byText(a.name, b.name);
}

/** V8's own nodes, and native objects of Node's: `Node / Environment`, `Detached Node / ModuleWrap`. */
export function isInternal({
  isBookkeeping,
  constructorName,
}: Pick<ConstructorGrowth, 'isBookkeeping' | 'constructorName'>): boolean {
  return isBookkeeping || NATIVE.test(constructorName);
}

function toRow(row: ConstructorGrowth, isSameIsolate: boolean): ConstructorRow {
  return {
    constructorName: row.constructorName,
    sizeBytes: row.shallowSize,
    sizeDiffBytes: row.shallowSizeDelta,
    count: row.count,
    countDiff: row.countDelta,
    retainedBytes: row.retainedSize,
    retainedDiffBytes: row.retainedSizeDelta,
    accountedDiffBytes: row.accountedSizeDelta,
    newCount: isSameIsolate ? row.newCount : null,
    deletedCount: isSameIsolate ? row.deletedCount : null,
  };
}

/** Compares two rows as `compareConstructors` orders them; for lists put together of several. */
export function byConstructorDiff(sort: DiffOrder): (a: ConstructorRow, b: ConstructorRow) => number {
  return ORDERS[sort];
}

type Order = (a: ConstructorRow, b: ConstructorRow) => number;

/** What a constructor answers for. Bytes that another answers for count half: they stand below it, yet above trifles. */
const growth = (row: ConstructorRow): number => Math.max(row.accountedDiffBytes, row.sizeDiffBytes / 2);

/** Fewer bytes of its own are growth all the same where its new objects came to hold more than it lost. */
const hasGrown = (row: ConstructorRow): boolean =>
  row.sizeDiffBytes > 0 || row.accountedDiffBytes + row.sizeDiffBytes > 0;

/** One that shrank never stands above one that grew. */
const ORDERS: Record<DiffOrder, Order> = {
  growth: (a, b) =>
    Number(hasGrown(b)) - Number(hasGrown(a)) ||
    growth(b) - growth(a) ||
    b.accountedDiffBytes - a.accountedDiffBytes ||
    b.sizeDiffBytes - a.sizeDiffBytes ||
    byText(a.constructorName, b.constructorName),
  size: (a, b) => b.sizeBytes - a.sizeBytes || byText(a.constructorName, b.constructorName),
  abs: (a, b) =>
    Math.abs(b.sizeDiffBytes) - Math.abs(a.sizeDiffBytes) || byText(a.constructorName, b.constructorName),
};
