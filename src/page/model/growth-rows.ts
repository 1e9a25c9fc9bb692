import type { GrowthData } from '../../report/html/page-data.ts';
import type { MomentSums, MomentTable } from '../../analysis/moments/results.ts';

/** Two moments, as places in the list of moments. */
export type Pair = readonly [from: number, to: number];

/** A row of the growth table between two moments. */
export interface GrowthRow {
  readonly name: string;
  readonly detail: string | null;
  readonly size: number;
  readonly sizeDiff: number;
  readonly count: number;
  readonly countDiff: number;
  /** What the constructor answers for; null where it is not known. */
  readonly held: number | null;
  readonly fresh: number | null;
  readonly gone: number | null;
}

/** The growth table between two moments: its rows, and what stands below them so that all adds up. */
export interface GrowthTable {
  readonly rows: readonly GrowthRow[];
  readonly other: GrowthRow | null;
  readonly apart: GrowthRow;
  readonly total: GrowthRow;
  /** Whether what constructors answer for is known between these two. */
  readonly knowsHeld: boolean;
}

/** Works out the growth table between two moments; null when one of them has no figures. */
export function growthBetween(
  { held }: GrowthData,
  table: MomentTable,
  [from, to]: Pair,
): GrowthTable | null {
  if (!table.isKnown[from] || !table.isKnown[to]) return null;
  const known =
    table.by === 'constructor' ? held.find((pair) => pair.from === from && pair.to === to) : undefined;
  const row = (sums: MomentSums, name: string, detail: string | null, place: number): GrowthRow => ({
    name,
    detail,
    size: sums.sizes[to]!,
    sizeDiff: sums.sizes[to]! - sums.sizes[from]!,
    count: sums.counts[to]!,
    countDiff: sums.counts[to]! - sums.counts[from]!,
    held: known?.heldBytes[place] ?? null,
    fresh: known?.newCounts?.[place] ?? null,
    gone: known?.goneCounts?.[place] ?? null,
  });
  const rows = table.rows.map((sums, place) => row(sums, sums.name, sums.detail, place));
  const { other, apart } = table;
  const otherRow =
    other.rowCount === 0 ? null : row(other, `${other.rowCount} more, smaller`, null, rows.length);
  const apartRow = row(apart, APART[table.by], null, Infinity);
  return {
    rows: rows.filter(({ size, sizeDiff, countDiff }) => size !== 0 || sizeDiff !== 0 || countDiff !== 0),
    other: otherRow,
    apart: apartRow,
    total: sumOf([...rows, ...(otherRow ? [otherRow] : []), apartRow]),
    knowsHeld: known !== undefined,
  };
}

const APART: Record<MomentTable['by'], string> = {
  constructor: "V8's and Node's own objects",
  lineno: 'Node, V8 and loaders',
  filename: 'Node, V8 and loaders',
  module: 'Node, V8 and loaders',
};

/** Adds rows up. */
export function sumOf(rows: readonly GrowthRow[]): GrowthRow {
  const sum = (of: (row: GrowthRow) => number | null): number =>
    rows.reduce((total, row) => total + (of(row) ?? 0), 0);
  return {
    name: 'All',
    detail: null,
    size: sum((row) => row.size),
    sizeDiff: sum((row) => row.sizeDiff),
    count: sum((row) => row.count),
    countDiff: sum((row) => row.countDiff),
    held: null,
    fresh: null,
    gone: null,
  };
}

/** The rows that grew most, by what they answer for where that is known. */
export function topGrowth({ rows }: GrowthTable, limit: number): GrowthRow[] {
  const weight = (row: GrowthRow): number => row.held ?? row.sizeDiff;
  return rows
    .filter((row) => weight(row) > 0 && row.sizeDiff > 0)
    .toSorted((a, b) => weight(b) - weight(a))
    .slice(0, limit);
}

/** The growth table a page begins with. */
export interface FirstGrowth {
  /** What its rows count. */
  readonly what: 'objects' | 'live allocations';
  readonly table: GrowthTable;
}

/** The growth table the page begins with: of objects when there are snapshots, else of allocations. */
export function firstGrowth(growth: GrowthData, pair: Pair): FirstGrowth | null {
  for (const table of growth.tables) {
    const between = growthBetween(growth, table, pair);
    if (between !== null)
      return { what: table.by === 'constructor' ? 'objects' : 'live allocations', table: between };
  }
  return null;
}
