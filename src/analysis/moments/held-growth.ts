import { compareConstructors } from '../compare-constructors.ts';
import type { LabelData } from '../compare-labels.ts';
import { labelPairs } from '../label-pairs.ts';
import type { ConstructorRow } from '../results.ts';
import type { HeldGrowth, MomentTable } from './results.ts';

/** With so many moments or fewer, all pairs are compared; each costs a pass over the objects of both. */
const MOST_FOR_ALL_PAIRS = 10;

/** Compares pairs of moments: all of them when there are few, else those a run is told by. */
export function heldGrowth(
  moments: readonly { readonly givenName: string }[],
  data: readonly LabelData[],
  table: MomentTable,
): HeldGrowth[] {
  return pairsOf(moments).flatMap(({ from, to }) => {
    const [before, after] = [data[from]!.census, data[to]!.census];
    if (before === null || after === null) return [];
    return [{ from, to, ...perRow(compareConstructors(after, before, 'growth').constructor, table) }];
  });
}

function pairsOf(moments: readonly { readonly givenName: string }[]): { from: number; to: number }[] {
  if (moments.length > MOST_FOR_ALL_PAIRS) {
    const pairs = labelPairs(moments).map(({ from, to }) => ({ from, to }));
    return [...new Map(pairs.map((pair) => [`${pair.from} ${pair.to}`, pair])).values()];
  }
  return moments.flatMap((_, from) => moments.slice(from + 1).map((__, i) => ({ from, to: from + 1 + i })));
}

function perRow(
  rows: readonly ConstructorRow[],
  table: MomentTable,
): Pick<HeldGrowth, 'heldBytes' | 'newCounts' | 'goneCounts'> {
  const places = new Map(table.rows.map(({ name }, i) => [name, i]));
  const length = table.rows.length + 1;
  const held = Array.from({ length }, () => 0);
  const fresh = Array.from({ length }, () => 0);
  const gone = Array.from({ length }, () => 0);
  for (const row of rows) {
    const place = places.get(row.constructorName) ?? length - 1;
    held[place] += row.accountedDiffBytes;
    fresh[place] += row.newCount ?? 0;
    gone[place] += row.deletedCount ?? 0;
  }
  const areKnown = rows.every(({ newCount }) => newCount !== null);
  return {
    heldBytes: held.map(Math.round),
    newCounts: areKnown ? fresh : null,
    goneCounts: areKnown ? gone : null,
  };
}
