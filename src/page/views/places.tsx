import { useMemo } from 'preact/hooks';
import type { MomentHeap, MomentState } from '../../analysis/moments/results.ts';
import type { PlaceResult } from '../../analysis/results.ts';
import type { GrowthData, MemoryData } from '../../report/html/page-data.ts';
import { type Pair, spanOf } from '../model/growth-rows.ts';
import { hashOf } from '../model/route.ts';
import { Bytes, BytesDiff, Panel, View } from '../parts/basics.tsx';
import { HeapBars } from '../parts/heap-bars.tsx';
import { PairPicker } from '../parts/pair-picker.tsx';
import { type Column, SortableTable } from '../parts/sortable-table.tsx';

interface Props {
  readonly growth: GrowthData;
  readonly places: readonly PlaceResult[] | null;
  readonly memory: MemoryData | null;
  readonly pair: Pair;
  readonly onPair: (pair: Pair) => void;
}

/** A heap between two moments. */
interface PlaceRow {
  readonly name: string;
  readonly heapUsed: number;
  readonly diff: number;
  readonly state: string;
  /** Null for threads: they share their process's. */
  readonly rss: number | null;
  readonly details: PlaceResult | null;
}

/** The heaps of the program side by side: the main one, its worker threads and its child processes. */
export function PlacesView({ growth, places, memory, pair, onPair }: Props) {
  const { heaps, moments } = growth;
  const rows = useMemo(
    () => heaps.flatMap((heap) => rowOf(heap, pair, places, rssOf(memory, moments[pair[1]]!, heap.name))),
    [heaps, pair, places, memory, moments],
  );
  const all: PlaceRow = {
    name: 'The whole program',
    heapUsed: rows.reduce((sum, { heapUsed }) => sum + heapUsed, 0),
    diff: rows.reduce((sum, { diff }) => sum + diff, 0),
    state: '',
    rss: rows.reduce((sum, { rss }) => sum + (rss ?? 0), 0),
    details: null,
  };
  return (
    <View
      title="Workers and children"
      lead={
        <>
          Each thread and each process has a heap of its own. One that ended early keeps its last figures;
          what it had is free again. Select one to see what grew in it.
        </>
      }
    >
      <div class="controls">
        <PairPicker moments={moments} pair={pair} onChange={onPair} />
      </div>
      <Panel>
        <SortableTable
          label="The heaps of the program"
          columns={COLUMNS}
          rows={rows}
          keyOf={({ name }) => name}
          sortBy={2}
          footer={[all]}
        />
      </Panel>
      <Panel title="Heap in use at each label" aside={<span class="dim">of the whole program</span>}>
        <HeapBars moments={moments} heaps={heaps} />
      </Panel>
    </View>
  );
}

const STATES: Record<MomentState, string> = {
  absent: 'not there yet',
  running: 'running',
  silent: 'did not answer: earlier figures',
  unseen: 'did not answer: figures of its start',
  ended: 'ended: its last figures',
};

function rowOf(
  heap: MomentHeap,
  pair: Pair,
  places: readonly PlaceResult[] | null,
  rss: number | null,
): PlaceRow[] {
  const span = spanOf(heap, pair);
  if (span === null) return [];
  const [from, to] = pair;
  const heapUsed = heap.heapUsedBytes[to]!;
  return [
    {
      name: heap.name,
      heapUsed,
      diff: heapUsed - (span.isNew ? 0 : heap.heapUsedBytes[from]!),
      state: span.isNew ? `new; ${STATES[heap.states[to]!]}` : STATES[heap.states[to]!],
      rss,
      details: places?.find(({ place }) => place === heap.name) ?? null,
    },
  ];
}

/** The memory of the process in RAM, of the main program and of children that were seen at a label. */
function rssOf(memory: MemoryData | null, label: string, name: string): number | null {
  const seen = memory?.labels.find((each) => each.name === label);
  if (seen === undefined) return null;
  const children = seen.places.filter(({ kind }) => kind === 'child');
  if (name !== 'main') return children.find(({ place }) => place === name)?.memory.rssBytes ?? null;
  return children.reduce((left, child) => left - child.memory.rssBytes, seen.memory.rssBytes);
}

const COLUMNS: readonly Column<PlaceRow>[] = [
  {
    head: 'where',
    by: ({ name }) => name,
    cell: ({ name, state }) =>
      state === '' ? (
        name
      ) : (
        <a class="name" href={hashOf('growth', { name })}>
          {name}
        </a>
      ),
  },
  {
    head: 'heap in use',
    isFigure: true,
    by: ({ heapUsed }) => heapUsed,
    cell: ({ heapUsed }) => <Bytes value={heapUsed} />,
  },
  {
    head: 'diff',
    about: 'A heap that is new counts whole',
    isFigure: true,
    by: ({ diff }) => diff,
    cell: ({ diff }) => <BytesDiff value={diff} />,
  },
  {
    head: 'RSS',
    about: 'Of processes; threads share that of theirs',
    isFigure: true,
    by: ({ rss }) => rss ?? -1,
    cell: ({ rss }) => (rss === null || rss === 0 ? <span class="dim">–</span> : <Bytes value={rss} />),
  },
  { head: 'state', by: ({ state }) => state, cell: ({ state }) => <span class="dim">{state}</span> },
  {
    head: 'in the end',
    by: ({ details }) => details?.end ?? '',
    cell: ({ details }) => (
      <span class="dim">
        {details === null ? '' : ENDS[details.end ?? 'lived']}
        {details !== null && details.marks.length > 0 ? `; ${details.marks.length} labels of its own` : ''}
      </span>
    ),
  },
];

const ENDS = {
  exit: 'ended by itself',
  terminated: 'stopped from outside',
  lived: 'lived to the end',
} as const;
