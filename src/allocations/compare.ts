import { byText } from '../base/order.ts';
import type { AllocationRow } from './rows.ts';

/** A row of one profile against the row with the same key of an earlier one. */
export interface AllocationDiff extends AllocationRow {
  /** `sizeBytes` less that of the earlier profile. */
  readonly sizeDiffBytes: number;
  /** `count` less that of the earlier profile. */
  readonly countDiff: number;
}

/** What comes first: the largest growth, the largest size, or the largest change either way. */
export type DiffOrder = 'growth' | 'size' | 'abs';

/** Settings of `compareAllocations`. */
export interface CompareOptions {
  readonly sort?: DiffOrder;
}

/** What a row is ordered by. */
type DiffFigures = Pick<AllocationDiff, 'sizeBytes' | 'sizeDiffBytes' | 'count' | 'countDiff'>;

/** Numbers to order by, the first that differs decides; larger ones come first. */
const RANKS: Record<DiffOrder, (row: DiffFigures) => readonly number[]> = {
  growth: (row) => [row.sizeDiffBytes, row.sizeBytes, row.countDiff, row.count],
  size: (row) => [row.sizeBytes, row.sizeDiffBytes, row.count, row.countDiff],
  // What tracemalloc's StatisticDiff sorts by.
  abs: (row) => [Math.abs(row.sizeDiffBytes), row.sizeBytes, Math.abs(row.countDiff), row.count],
};

/**
 * What changed between two tables grouped by the same key. A row that is gone is kept, with size and count 0,
 * so that the differences add up to that of the totals.
 *
 * With `growth` (the default) rows that grew come first, then what stayed the same, then what shrank, the
 * least first. Ties are broken by key, so the same input gives the same order. When nothing grew, the first
 * row has `sizeDiffBytes` of 0 or less: a growth table shows none.
 */
export function compareAllocations(
  after: readonly AllocationRow[],
  before: readonly AllocationRow[],
  { sort = 'growth' }: CompareOptions = {},
): AllocationDiff[] {
  const earlier = new Map(before.map((row) => [row.key, row]));
  const later = new Set(after.map((row) => row.key));
  const gone = before.filter((row) => !later.has(row.key));
  const diffs = [
    ...after.map((row) => diff(row, row.sizeBytes, row.count, earlier.get(row.key))),
    ...gone.map((row) => diff(row, 0, 0, row)),
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

function diff(
  row: AllocationRow,
  sizeBytes: number,
  count: number,
  before: AllocationRow | undefined,
): AllocationDiff {
  return {
    ...row,
    sizeBytes,
    count,
    averageBytes: count === 0 ? 0 : sizeBytes / count,
    sizeDiffBytes: sizeBytes - (before?.sizeBytes ?? 0),
    countDiff: count - (before?.count ?? 0),
  };
}

function byRanks(a: readonly number[], b: readonly number[]): number {
  const differing = a.findIndex((value, i) => value !== b[i]);
  return differing === -1 ? 0 : b[differing] - a[differing];
}
