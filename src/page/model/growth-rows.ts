import type { MomentHeap, MomentPart, MomentSums, MomentTable } from '../../analysis/moments/results.ts';
import type { GrowthData } from '../../report/html/page-data.ts';

/** Two moments, as places in the list of moments. */
export type Pair = readonly [from: number, to: number];

/** A row of the growth table between two moments. */
export interface GrowthRow {
  readonly name: string;
  readonly detail: string | null;
  /** The heap it is of; null where there is but one, and for sums. */
  readonly where: string | null;
  readonly size: number;
  readonly sizeDiff: number;
  readonly count: number;
  readonly countDiff: number;
  /** What the constructor answers for; null where it is not known. */
  readonly held: number | null;
  readonly fresh: number | null;
  readonly gone: number | null;
  /** It adds others up. */
  readonly isSum: boolean;
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

/** The part a heap has in what happened between two moments. */
export interface HeapSpan {
  /** It came after the first: what it has is compared with what it was born with. */
  readonly isNew: boolean;
}

/** The part of a heap; null when it was over before, or was not there yet. */
export function spanOf({ states }: MomentHeap, [from, to]: Pair): HeapSpan | null {
  if (states[to] === 'absent' || states[from] === 'ended') return null;
  return { isNew: states[from] === 'absent' };
}

/**
 * Works out the growth table between two moments; null when one of them has no figures.
 *
 * @param only - One heap, as a place in the list of heaps; null for the whole program.
 */
export function growthBetween(
  growth: GrowthData,
  table: MomentTable,
  pair: Pair,
  only: number | null = null,
): GrowthTable | null {
  const spans = table.parts.map((part, heap) =>
    only === null || only === heap ? knownSpan(growth.heaps[heap]!, part, pair) : null,
  );
  if (spans[only ?? 0] === null) return null;
  const known =
    table.by === 'constructor'
      ? growth.held.find(({ from, to }) => from === pair[0] && to === pair[1])
      : undefined;
  const isOneOf = growth.heaps.length > 1;
  const row = (sums: MomentSums, name: string, detail: string | null, heap: number, place: number) => ({
    name,
    detail,
    where: isOneOf ? growth.heaps[heap]!.name : null,
    ...figuresOf(sums, pair, spans[heap]!),
    held: known?.heldBytes[place] ?? null,
    fresh: known?.newCounts?.[place] ?? null,
    gone: known?.goneCounts?.[place] ?? null,
    isSum: false,
  });
  const rows = table.rows.flatMap((sums, place) =>
    spans[sums.heap] == null ? [] : [row(sums, sums.name, sums.detail, sums.heap, place)],
  );
  const parts = table.parts.flatMap((part, heap) => (spans[heap] == null ? [] : [{ part, heap }]));
  const cut = parts.reduce((sum, { part }) => sum + part.other.rowCount, 0);
  const others = parts.map(({ part, heap }) => row(part.other, '', null, heap, table.rows.length + heap));
  const other = cut === 0 ? null : { ...sumOf(others, known !== undefined), name: `${cut} more, smaller` };
  const apart = {
    ...sumOf(parts.map(({ part, heap }) => row(part.apart, '', null, heap, Infinity))),
    name: APART[table.by],
  };
  return {
    rows: rows.filter(({ size, sizeDiff, countDiff }) => size !== 0 || sizeDiff !== 0 || countDiff !== 0),
    other,
    apart,
    total: sumOf([...rows, ...others, apart]),
    knowsHeld: known !== undefined,
  };
}

function knownSpan(heap: MomentHeap, { isKnown, isBirthKnown }: MomentPart, pair: Pair): HeapSpan | null {
  const span = spanOf(heap, pair);
  if (span === null || !isKnown[pair[1]]) return null;
  return (span.isNew ? isBirthKnown : isKnown[pair[0]]) ? span : null;
}

function figuresOf({ sizes, counts, birth }: MomentSums, [from, to]: Pair, { isNew }: HeapSpan) {
  const [size, count] = [sizes[to]!, counts[to]!];
  return {
    size,
    sizeDiff: size - (isNew ? (birth?.size ?? 0) : sizes[from]!),
    count,
    countDiff: count - (isNew ? (birth?.count ?? 0) : counts[from]!),
  };
}

const APART: Record<MomentTable['by'], string> = {
  constructor: "V8's and Node's own objects",
  lineno: 'Node, V8 and loaders',
  filename: 'Node, V8 and loaders',
  module: 'Node, V8 and loaders',
};

/** Adds rows up. @param withHeld - Whether what constructors answer for is added up too. */
export function sumOf(rows: readonly GrowthRow[], withHeld = false): GrowthRow {
  const sum = (of: (row: GrowthRow) => number | null): number =>
    rows.reduce((total, row) => total + (of(row) ?? 0), 0);
  return {
    name: 'All',
    detail: null,
    where: null,
    size: sum((row) => row.size),
    sizeDiff: sum((row) => row.sizeDiff),
    count: sum((row) => row.count),
    countDiff: sum((row) => row.countDiff),
    held: withHeld ? sum((row) => row.held) : null,
    fresh: withHeld ? sum((row) => row.fresh) : null,
    gone: withHeld ? sum((row) => row.gone) : null,
    isSum: true,
  };
}

/** The rows that grew most, by what they answer for where that is known. */
export function topGrowth({ rows }: GrowthTable, limit: number): GrowthRow[] {
  const weight = (row: GrowthRow): number => row.held ?? row.sizeDiff;
  // Fewer bytes of its own are growth all the same where it came to hold more than it lost.
  const hasGrown = (row: GrowthRow): boolean => weight(row) > 0 && weight(row) + row.sizeDiff > 0;
  return rows
    .filter(hasGrown)
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

/** The lines that made most of what came between two moments; none where allocations were not followed. */
export function topLines(growth: GrowthData, pair: Pair, limit: number): GrowthRow[] {
  const lines = growth.tables.find(({ by }) => by === 'lineno');
  const between = lines && growthBetween(growth, lines, pair);
  return between ? topGrowth(between, limit) : [];
}
