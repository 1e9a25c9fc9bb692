import { byText } from '../base/order.ts';
import type { AllocationRow } from './rows.ts';

/** A row of one profile against the row with the same key of an earlier one. */
export interface AllocationDiff extends AllocationRow {
  /** `sizeBytes` less that of the earlier profile. */
  readonly sizeDiffBytes: number;
  /** `count` less that of the earlier profile. */
  readonly countDiff: number;
  /** By how many bytes chance may have moved `sizeDiffBytes`; 0 where nothing that went was sampled. */
  readonly sizeDiffErrorBytes: number;
}

/** What comes first: the largest growth, the largest size, or the largest change either way. */
export type DiffOrder = 'growth' | 'size' | 'abs';

/** Settings of `compareAllocations`. */
export interface CompareOptions {
  readonly sort?: DiffOrder;
  /** Variances of the sizes instead of sizes (see `samplingVariance`), under the same keys. */
  readonly variances?: {
    readonly after: readonly AllocationRow[];
    readonly before: readonly AllocationRow[];
  };
}

/** What a row is ordered by. */
type DiffFigures = Pick<
  AllocationDiff,
  'sizeBytes' | 'sizeDiffBytes' | 'sizeDiffErrorBytes' | 'count' | 'countDiff'
>;

/** Numbers to order by, the first that differs decides; larger ones come first. */
const RANKS: Record<DiffOrder, (row: DiffFigures) => readonly number[]> = {
  growth: (row) => [sureGrowth(row), row.sizeDiffBytes, row.sizeBytes, row.countDiff, row.count],
  size: (row) => [row.sizeBytes, row.sizeDiffBytes, row.count, row.countDiff],
  // What tracemalloc's StatisticDiff sorts by.
  abs: (row) => [Math.abs(row.sizeDiffBytes), row.sizeBytes, Math.abs(row.countDiff), row.count],
};

/** In 95 of 100 cases the truth is within so many standard errors. */
const STANDARD_ERRORS = 2;

/** Bytes a row grew by whatever chance did; 0 where that may be nothing. */
function sureGrowth(row: Pick<AllocationDiff, 'sizeDiffBytes' | 'sizeDiffErrorBytes'>): number {
  return Math.max(0, row.sizeDiffBytes - row.sizeDiffErrorBytes);
}

/**
 * What changed between two tables grouped by the same key. A row that is gone is kept, with size and count 0,
 * so that the differences add up to that of the totals.
 *
 * With `growth` (the default) rows that grew come first, by what they grew for sure, then what stayed the same, then
 * what shrank, the least first. Ties are broken by key, so the same input gives the same order. When nothing grew, the first
 * row has `sizeDiffBytes` of 0 or less: a growth table shows none.
 */
export function compareAllocations(
  after: readonly AllocationRow[],
  before: readonly AllocationRow[],
  { sort = 'growth', variances = { after: [], before: [] } }: CompareOptions = {},
): AllocationDiff[] {
  const earlier = new Map(before.map((row) => [row.key, row]));
  const later = new Set(after.map((row) => row.key));
  const gone = before.filter((row) => !later.has(row.key));
  const errors = sizeDiffErrors(variances.after, variances.before);
  const diffs = [
    ...after.map((row) => diff(row, row.sizeBytes, row.count, earlier.get(row.key), errors)),
    ...gone.map((row) => diff(row, 0, 0, row, errors)),
  ];
  const rank = RANKS[sort];
  return diffs
    .map((row) => ({ row, ranks: rank(row) }))
    .toSorted((a, b) => byRanks(a.ranks, b.ranks) || byText(a.row.key, b.row.key))
    .map(({ row }) => row);
}

/** Compares two rows as `compareAllocations` orders them, their keys left out; for lists put together of several. */
export function byDiff(sort: DiffOrder): (a: DiffFigures, b: DiffFigures) => number {
  const rank = RANKS[sort];
  return (a, b) => byRanks(rank(a), rank(b));
}

/**
 * By key, the error of rows that lost objects. What only came is growth whatever chance did: it was not there before, and
 * each of its samples is an object that is.
 */
function sizeDiffErrors(
  after: readonly AllocationRow[],
  before: readonly AllocationRow[],
): ReadonlyMap<string, number> {
  const later = new Map(after.map(({ key, sizeBytes }) => [key, sizeBytes]));
  return new Map(
    before.map(({ key, sizeBytes }) => [key, STANDARD_ERRORS * Math.sqrt(sizeBytes + (later.get(key) ?? 0))]),
  );
}

function diff(
  row: AllocationRow,
  sizeBytes: number,
  count: number,
  before: AllocationRow | undefined,
  errors: ReadonlyMap<string, number>,
): AllocationDiff {
  return {
    ...row,
    sizeBytes,
    count,
    averageBytes: count === 0 ? 0 : sizeBytes / count,
    sizeDiffBytes: sizeBytes - (before?.sizeBytes ?? 0),
    countDiff: count - (before?.count ?? 0),
    sizeDiffErrorBytes: errors.get(row.key) ?? 0,
  };
}

function byRanks(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing === -1 ? 0 : b[differing] - a[differing];
}
