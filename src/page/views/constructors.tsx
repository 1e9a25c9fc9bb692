import { useEffect, useState } from 'preact/hooks';
import type { MapConstructor } from '../../analysis/heap-map/results.ts';
import { labelText } from '../../report/edge-words.ts';
import type { HeapEntry } from '../../report/html/page-data.ts';
import { formatBytes, formatCount } from '../../report/units.ts';
import type { HeapState, OpenHeap } from '../model/heaps.ts';
import { hashOf } from '../model/route.ts';
import { Bytes, Count, Panel, View } from '../parts/basics.tsx';
import { SearchField } from '../parts/choice.tsx';
import { HeapPicker, nameOfHeap } from '../parts/heap-picker.tsx';
import { type Column, SortableTable } from '../parts/sortable-table.tsx';
import { WithHeap } from '../parts/with-heap.tsx';

interface Props {
  readonly entries: readonly HeapEntry[];
  readonly at: number;
  readonly heap: HeapState;
  /** The constructor that is asked about; null for none. */
  readonly name: string | null;
}

/** Objects by constructor; each opens to its largest objects and to who refers to them. */
export function ConstructorsView({ entries, at, heap, name }: Props) {
  const [filter, setFilter] = useState('');
  const { nodeCount, totalSize } = entries[at]!;
  return (
    <View
      title="Constructors"
      lead={
        <>
          Every object of the heap at <b>{nameOfHeap(entries[at]!)}</b>, by class. <b>Retained</b> is what
          would be freed if all of a class went. Select a class to see its largest objects and who refers to
          them.
        </>
      }
    >
      <div class="controls">
        <HeapPicker entries={entries} at={at} view="constructors" name={name} />
        <SearchField label="Filter by name" value={filter} onInput={setFilter} />
        <span class="dim">
          {formatCount(nodeCount)} nodes, {formatBytes(totalSize)}
        </span>
      </div>
      <WithHeap heap={heap}>{(open) => <Table heap={open} filter={filter} name={name} />}</WithHeap>
    </View>
  );
}

function Table({ heap, filter, name }: { heap: OpenHeap; filter: string; name: string | null }) {
  const { constructors, otherConstructors } = heap.map;
  const rows = constructors.filter((row) => row.name.toLowerCase().includes(filter.trim().toLowerCase()));
  const open = constructors.find((row) => row.name === name);
  const { rowCount, count, shallowSize } = otherConstructors;
  useEffect(() => {
    if (open !== undefined) document.getElementById('class')?.focus();
  }, [open]);
  return (
    <div class={open === undefined ? 'split' : 'split is-open'}>
      <Panel>
        <SortableTable
          label="Constructors"
          columns={columnsFor(heap.at, open)}
          rows={rows}
          keyOf={({ name: each, place }) => `${each}\n${place ?? ''}`}
          sortBy={3}
        />
        {rowCount === 0 || filter !== '' ? null : (
          <p class="dim">
            And {formatCount(rowCount)} more classes with {formatCount(count)} objects of{' '}
            {formatBytes(shallowSize)}.
          </p>
        )}
      </Panel>
      {open !== undefined ? (
        <Detail row={open} heap={heap} />
      ) : name === null ? null : (
        <Panel class="detail">
          <p>
            No <code>{name}</code> is among the classes of this heap that the page lists.
          </p>
        </Panel>
      )}
    </div>
  );
}

function columnsFor(at: number, open: MapConstructor | undefined): Column<MapConstructor>[] {
  return [
    {
      head: 'constructor',
      by: ({ name }) => name,
      cell: (row) => (
        <a
          class="name"
          href={hashOf('constructors', { heap: at, name: row.name })}
          aria-current={row === open ? 'true' : undefined}
        >
          <code>{row.name}</code>
          {row.place === null ? null : <span class="dim"> {row.place}</span>}
        </a>
      ),
    },
    { head: 'count', isFigure: true, by: ({ count }) => count, cell: ({ count }) => <Count value={count} /> },
    {
      head: 'shallow',
      isFigure: true,
      by: ({ shallowSize }) => shallowSize,
      cell: ({ shallowSize }) => <Bytes value={shallowSize} />,
    },
    {
      head: 'retained',
      isFigure: true,
      by: ({ retainedSize }) => retainedSize,
      cell: ({ retainedSize }) => <Bytes value={retainedSize} />,
    },
  ];
}

function Detail({ row, heap: { at, objects } }: { row: MapConstructor; heap: OpenHeap }) {
  return (
    <Panel class="detail">
      <h3 id="class" tabIndex={-1}>
        {row.name}
      </h3>
      {row.place === null ? null : <p class="dim">{row.place}</p>}
      <h4>Largest objects</h4>
      <ul class="objects">
        {row.objects.map((place) => {
          const object = objects.at(place)!;
          return (
            <li key={place}>
              <a href={hashOf('constructors', { heap: at, object: place, name: row.name })}>
                <code>{object.name}</code> <span class="dim">@{object.id}</span>
              </a>
              <Bytes value={object.retainedSize} />
            </li>
          );
        })}
      </ul>
      <h4>Who refers to them</h4>
      {row.holders.length === 0 ? (
        <p class="dim">Not looked up for this class. Open one of its objects to see what refers to that.</p>
      ) : (
        <ul class="objects">
          {row.holders.map(({ constructorName, edge, holderCount, heldCount }, i) => (
            <li key={i}>
              <span>
                <code>{labelText(edge)}</code> of {formatCount(holderCount)} × <code>{constructorName}</code>
              </span>
              <span class="number">{formatCount(heldCount)} held</span>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
