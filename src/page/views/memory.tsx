import type { MemoryData } from '../../report/html/page-data.ts';
import { reconcile } from '../../report/reconcile.ts';
import { formatDuration } from '../../report/units.ts';
import type { Theme } from '../model/theme.ts';
import { Bytes, Panel, View } from '../parts/basics.tsx';
import { MemoryChart } from '../parts/memory-chart.tsx';
import { type Column, SortableTable } from '../parts/sortable-table.tsx';

type Label = MemoryData['labels'][number];

const COLUMNS: readonly Column<Label>[] = [
  { head: 'at', isFigure: true, by: (row) => -row.elapsedMs, cell: (row) => formatDuration(row.elapsedMs) },
  { head: 'label', by: (row) => row.name, cell: (row) => <b>{row.name}</b> },
  bytes('RSS', 'All memory of the process that is in RAM', ({ memory }) => memory.rssBytes),
  bytes(
    '= V8 heap',
    'What V8 has committed for its heap, used or not',
    (row) => reconcile(row.memory).heapBytes,
  ),
  bytes('+ buffers', 'Array buffers, Buffers among them', ({ memory }) => memory.arrayBuffersBytes),
  bytes(
    '+ other',
    'Other memory outside the heap that objects hold',
    (row) => reconcile(row.memory).otherExternalBytes,
  ),
  bytes(
    '+ unexplained',
    'Code, stacks, native libraries, what the allocator keeps',
    (row) => reconcile(row.memory).unexplainedBytes,
  ),
  bytes('heap in use', 'The part of the V8 heap with objects in it', ({ memory }) => memory.heapUsedBytes),
  {
    head: 'snapshot',
    by: (row) => row.snapshot ?? '',
    cell: ({ snapshot, skipped }) => (
      <span class="dim">{snapshot === null ? (skipped ?? 'none') : 'taken'}</span>
    ),
  },
];

function bytes(head: string, about: string, by: (label: Label) => number): Column<Label> {
  return { head, about, isFigure: true, by, cell: (label) => <Bytes value={by(label)} /> };
}

/** Memory over time, and RSS taken apart at each label. */
export function MemoryView({ memory, theme }: { memory: MemoryData; theme: Theme }) {
  return (
    <View
      title="Memory"
      lead={
        <>
          All memory of the process (RSS), taken apart. If the <b>V8 heap</b> climbs, see{' '}
          <a href="#growth">Growth</a>; if <b>unexplained</b> climbs while the heap does not, look at native
          code. What V8 takes to write a snapshot is in RSS too.
        </>
      }
    >
      <Panel title="Over time">
        <MemoryChart memory={memory} theme={theme} height={340} start="process" />
      </Panel>
      <Panel
        title="At each label"
        aside={
          <span class="dim">
            after a full garbage collection
            {memory.labels.some(({ places }) => places.length > 0) ? '; the whole program' : ''}
          </span>
        }
      >
        <SortableTable
          label="Memory at each label"
          columns={COLUMNS}
          rows={memory.labels}
          keyOf={(_row, place) => String(place)}
          sortBy={0}
        />
      </Panel>
    </View>
  );
}
