import { compareConstructors } from '../compare-constructors.ts';
import { comparesAll, labelPairs } from '../label-pairs.ts';
import type { ConstructorRow } from '../results.ts';
import type { HeapSource } from './heap-sources.ts';
import type { HeldGrowth, MomentTable } from './results.ts';

/** Compares pairs of moments: all of them when there are few, else those a run is told by. */
export function heldGrowth(
  moments: readonly { readonly givenName: string }[],
  sources: readonly HeapSource[],
  table: MomentTable,
): HeldGrowth[] {
  return pairsOf(moments, sources.length).flatMap(({ from, to }) => {
    const main = sources[0]!;
    if (main.data[from]?.census == null || main.data[to]?.census == null) return [];
    const rows = sources.flatMap((source, heap) => rowsOf(source, from, to).map((row) => ({ row, heap })));
    return [{ from, to, ...perRow(rows, table) }];
  });
}

function pairsOf(
  moments: readonly { readonly givenName: string }[],
  heapCount: number,
): { from: number; to: number }[] {
  if (!comparesAll(moments.length, heapCount)) {
    const pairs = labelPairs(moments).map(({ from, to }) => ({ from, to }));
    return [...new Map(pairs.map((pair) => [`${pair.from} ${pair.to}`, pair])).values()];
  }
  return moments.flatMap((_, from) => moments.slice(from + 1).map((__, i) => ({ from, to: from + 1 + i })));
}

/** What became of one heap; one that is new is compared with what it was born with, and one that is over has no part. */
function rowsOf({ states, data, birth }: HeapSource, from: number, to: number): readonly ConstructorRow[] {
  if (states[to] === 'absent' || states[from] === 'ended') return [];
  const isNew = states[from] === 'absent';
  const before = isNew ? birth : data[from];
  return compareConstructors(data[to]?.census ?? null, before?.census ?? null, 'growth').constructor;
}

interface HeapRow {
  readonly row: ConstructorRow;
  readonly heap: number;
}

function perRow(
  rows: readonly HeapRow[],
  table: MomentTable,
): Pick<HeldGrowth, 'heldBytes' | 'newCounts' | 'goneCounts'> {
  const places = new Map(table.rows.map(({ name, heap }, i) => [`${heap}\n${name}`, i]));
  const length = table.rows.length + table.parts.length;
  const zeros = (): number[] => Array.from({ length }, () => 0);
  const [held, fresh, gone] = [zeros(), zeros(), zeros()];
  for (const { row, heap } of rows) {
    const place = places.get(`${heap}\n${row.constructorName}`) ?? table.rows.length + heap;
    held[place] += row.accountedDiffBytes;
    fresh[place] += row.newCount ?? 0;
    gone[place] += row.deletedCount ?? 0;
  }
  const areKnown = rows.every(({ row }) => row.newCount !== null);
  return {
    heldBytes: held.map(Math.round),
    newCounts: areKnown ? fresh : null,
    goneCounts: areKnown ? gone : null,
  };
}
