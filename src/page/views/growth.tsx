import { useMemo, useState } from 'preact/hooks';
import type { MomentKey } from '../../analysis/moments/results.ts';
import type { GrowthData, PageData } from '../../report/html/page-data.ts';
import { type GrowthRow, type GrowthTable, type Pair, growthBetween, sumOf } from '../model/growth-rows.ts';
import { Empty, Panel, View } from '../parts/basics.tsx';
import { Choice, SearchField } from '../parts/choice.tsx';
import { columnsFor, linksOf } from './growth-columns.tsx';
import { hashOf } from '../model/route.ts';
import { PairPicker } from '../parts/pair-picker.tsx';
import { SortableTable } from '../parts/sortable-table.tsx';

const KEYS: Record<MomentKey, string> = {
  constructor: 'Constructors',
  lineno: 'Lines',
  filename: 'Files',
  module: 'Packages',
};

interface Props {
  readonly page: PageData;
  readonly growth: GrowthData;
  readonly pair: Pair;
  readonly onPair: (pair: Pair) => void;
  /** The worker or child that is asked about; null for the whole program. */
  readonly where: string | null;
}

/** What grew between two moments, by constructor, line, file or package. */
export function GrowthView({ page, growth, pair, onPair, where }: Props) {
  const known = growth.tables.map(({ by }) => by);
  const [by, setBy] = useState<MomentKey>(known[0] ?? 'constructor');
  const [filter, setFilter] = useState('');
  const [scope, setScope] = useState<'changed' | 'all'>('changed');
  const table = growth.tables.find((each) => each.by === by);
  const { heaps } = growth;
  const place = heaps.findIndex(({ name }) => name === where);
  const only = place < 0 ? null : place;
  const result = useMemo(
    () => table && growthBetween(growth, table, pair, only),
    [growth, table, pair, only],
  );
  const columns = useMemo(
    () =>
      columnsFor(by, {
        knowsHeld: result?.knowsHeld === true,
        hasPlaces: heaps.length > 1,
        links: linksOf(page, growth.moments[pair[1]]!),
      }),
    [by, result?.knowsHeld, growth, heaps, page, pair],
  );
  const found = result?.rows.filter((row) => isShown(row, filter)) ?? [];
  const rows = scope === 'all' ? found : found.filter(hasChanged);
  const footer =
    result == null
      ? []
      : footerOf(
          result,
          rows,
          found.filter((row) => !rows.includes(row)),
          filter !== '',
        );
  return (
    <View title="Growth" lead={leadFor(by)}>
      <div class="controls">
        <PairPicker moments={growth.moments} pair={pair} onChange={onPair} />
        <Choice label="Group by" options={known.map((key) => [key, KEYS[key]])} value={by} onChange={setBy} />
        <Choice
          label="Rows"
          options={[
            ['changed', 'What changed'],
            ['all', 'All'],
          ]}
          value={scope}
          onChange={setScope}
        />
        {heaps.length < 2 ? null : (
          <label class="picker">
            In
            <select
              value={only ?? -1}
              onChange={(event) => {
                location.hash = hashOf('growth', { name: heaps[Number(event.currentTarget.value)]?.name });
              }}
            >
              <option value={-1}>the whole program</option>
              {heaps.map(({ name }, i) => (
                <option key={i} value={i}>
                  {name}
                </option>
              ))}
            </select>
          </label>
        )}
        <SearchField label="Filter by name" value={filter} onInput={setFilter} />
      </div>
      <Panel>
        {result == null ? (
          <Empty title="No figures for these two moments">
            One of them has no snapshot, or allocations were not followed there. Choose other moments above.
          </Empty>
        ) : (
          <SortableTable
            label={`Growth from ${growth.moments[pair[0]]} to ${growth.moments[pair[1]]}`}
            columns={columns}
            rows={rows}
            keyOf={(row) => `${row.name}\n${row.detail ?? ''}\n${row.where ?? ''}`}
            sortBy={columns.findIndex(
              ({ head }) => head === (by === 'constructor' && result.knowsHeld ? 'growth held' : 'size diff'),
            )}
            footer={footer}
          />
        )}
      </Panel>
      {growth.leftOut > 0 ? (
        <p class="dim">
          {growth.leftOut} of the labels are not in this page. <code>memprof diff</code> compares any two.
        </p>
      ) : null}
    </View>
  );
}

/** What the rows do not say, so that all adds up; with a filter, the sum of what it found. */
function footerOf(
  { other, apart, total }: GrowthTable,
  rows: readonly GrowthRow[],
  same: readonly GrowthRow[],
  isFiltered: boolean,
): GrowthRow[] {
  const unchanged = same.length === 0 ? [] : [{ ...sumOf(same), name: `${same.length} that did not change` }];
  if (isFiltered)
    return [...unchanged, { ...sumOf([...rows, ...same]), name: `${rows.length + same.length} found` }];
  return [...unchanged, ...(other === null ? [] : [other]), apart, total];
}

function hasChanged({ sizeDiff, countDiff, held, fresh, gone }: GrowthRow): boolean {
  return [sizeDiff, countDiff, held, fresh, gone].some((figure) => figure !== null && figure !== 0);
}

function isShown({ name, detail, where }: GrowthRow, filter: string): boolean {
  return `${name} ${detail ?? ''} ${where ?? ''}`.toLowerCase().includes(filter.trim().toLowerCase());
}

function leadFor(by: MomentKey) {
  return by === 'constructor' ? (
    <>
      Live objects, counted in the snapshots: exact. <b>Growth held</b> is what a class answers for: its new
      objects and all that only they keep alive. Start at the top, then see{' '}
      <a href="#flame">where it was allocated</a>.
    </>
  ) : (
    <>
      Live allocations by the code that made them, estimated from samples. Start at the top: that code made
      most of what stayed.
    </>
  );
}
