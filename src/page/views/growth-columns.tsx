import type { MomentKey } from '../../analysis/moments/results.ts';
import type { PageData } from '../../report/html/page-data.ts';
import type { GrowthRow } from '../model/growth-rows.ts';
import { hashOf } from '../model/route.ts';
import { Bytes, BytesDiff, Count, CountDiff } from '../parts/basics.tsx';
import type { Column } from '../parts/sortable-table.tsx';
import { Where } from '../parts/where.tsx';

const HEADS: Record<MomentKey, string> = {
  constructor: 'constructor',
  lineno: 'where',
  filename: 'file',
  module: 'package',
};

/** What the columns of the table depend on. */
export interface ColumnSettings {
  readonly knowsHeld: boolean;
  readonly hasPlaces: boolean;
  /** Where a constructor can be looked into; null where it cannot. */
  readonly links: (row: GrowthRow) => string | null;
}

/** Rows of constructors lead to their objects in the heap at the later moment, or else in the one the page begins with. */
export function linksOf({ heaps, startHeap, growth }: PageData, to: string): ColumnSettings['links'] {
  const main = growth?.heaps[0]?.name;
  const atLater = heaps.findIndex(({ label, place }) => label === to && place === null);
  return ({ name, where }) => {
    const isMain = where === null || where === main;
    const ofMain = atLater < 0 ? startHeap : atLater;
    const at = isMain ? ofMain : heaps.findIndex(({ place }) => place === where);
    return heaps[at] === undefined ? null : hashOf('constructors', { heap: at, name });
  };
}

/** The columns of the growth table. */
export function columnsFor(
  by: MomentKey,
  { knowsHeld, hasPlaces, links }: ColumnSettings,
): Column<GrowthRow>[] {
  const largest = (of: (row: GrowthRow) => number | null) => (row: GrowthRow) => of(row) ?? -Infinity;
  const known = (value: number | null, show: (value: number) => preact.ComponentChildren) =>
    value === null ? <span class="dim">–</span> : show(value);
  const held: Column<GrowthRow>[] = [
    {
      head: 'growth held',
      about: 'New objects and all that only they keep alive, less what went in the same way',
      isFigure: true,
      by: largest(({ held: bytes }) => bytes),
      cell: ({ held: bytes }) => known(bytes, (value) => <BytesDiff value={value} />),
    },
    {
      head: 'new',
      isFigure: true,
      by: largest(({ fresh }) => fresh),
      cell: ({ fresh }) => known(fresh, (value) => <Count value={value} />),
    },
    {
      head: 'gone',
      isFigure: true,
      by: largest(({ gone }) => gone),
      cell: ({ gone }) => known(gone, (value) => <Count value={value} />),
    },
  ];
  return [
    {
      head: HEADS[by],
      by: ({ name }) => name,
      cell: (row) => <Name row={row} href={by === 'constructor' && !row.isSum ? links(row) : null} />,
    },
    ...(hasPlaces ? [WHERE] : []),
    { head: 'size', isFigure: true, by: ({ size }) => size, cell: ({ size }) => <Bytes value={size} /> },
    {
      head: 'size diff',
      isFigure: true,
      by: ({ sizeDiff }) => sizeDiff,
      cell: ({ sizeDiff }) => <BytesDiff value={sizeDiff} />,
    },
    { head: 'count', isFigure: true, by: ({ count }) => count, cell: ({ count }) => <Count value={count} /> },
    {
      head: 'count diff',
      isFigure: true,
      by: ({ countDiff }) => countDiff,
      cell: ({ countDiff }) => <CountDiff value={countDiff} />,
    },
    ...(by === 'constructor' && knowsHeld ? held : []),
  ];
}

const WHERE: Column<GrowthRow> = {
  head: 'in',
  about: 'The thread or process',
  by: ({ where }) => where ?? '',
  cell: ({ where }) => <Where name={where} />,
};

function Name({ row: { name, detail }, href }: { row: GrowthRow; href: string | null }) {
  return (
    <span class="name">
      {href === null ? (
        <code>{name}</code>
      ) : (
        <a href={href}>
          <code>{name}</code>
        </a>
      )}
      {detail === null ? null : <span class="dim"> {detail}</span>}
    </span>
  );
}
