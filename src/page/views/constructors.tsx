import { useState } from 'preact/hooks';
import type { MapConstructor } from '../../analysis/heap-map/results.ts';
import { labelText } from '../../report/edge-words.ts';
import type { HeapData } from '../../report/html/page-data.ts';
import { formatBytes, formatCount } from '../../report/units.ts';
import type { Objects } from '../model/objects.ts';
import { hashOf } from '../model/route.ts';
import { Bytes, Count, Panel, View } from '../parts/basics.tsx';
import { SearchField } from '../parts/choice.tsx';
import { type Column, SortableTable } from '../parts/sortable-table.tsx';

/** Objects by constructor; each opens to its largest objects and to who refers to them. */
export function ConstructorsView({ heap, objects }: { heap: HeapData; objects: Objects }) {
  const [filter, setFilter] = useState('');
  const [open, setOpen] = useState<MapConstructor | null>(null);
  const rows = heap.constructors.filter(({ name }) =>
    name.toLowerCase().includes(filter.trim().toLowerCase()),
  );
  const { rowCount, count, shallowSize } = heap.otherConstructors;
  return (
    <View
      title="Constructors"
      lead={
        <>
          Every object of the heap at <b>{heap.label}</b>, by class. <b>Retained</b> is what would be freed if
          all of a class went. Select a class to see its largest objects and who refers to them.
        </>
      }
    >
      <div class="controls">
        <SearchField label="Filter by name" value={filter} onInput={setFilter} />
        <span class="dim">
          {formatCount(heap.nodeCount)} nodes, {formatBytes(heap.totalSize)}
        </span>
      </div>
      <div class={open === null ? 'split' : 'split is-open'}>
        <Panel>
          <SortableTable
            label="Constructors"
            columns={columnsFor(open, setOpen)}
            rows={rows}
            keyOf={({ name, place }) => `${name}\n${place ?? ''}`}
            sortBy={3}
          />
          {rowCount === 0 || filter !== '' ? null : (
            <p class="dim">
              And {formatCount(rowCount)} more classes with {formatCount(count)} objects of{' '}
              {formatBytes(shallowSize)}.
            </p>
          )}
        </Panel>
        {open === null ? null : <Detail row={open} objects={objects} />}
      </div>
    </View>
  );
}

function columnsFor(
  open: MapConstructor | null,
  choose: (row: MapConstructor) => void,
): Column<MapConstructor>[] {
  return [
    {
      head: 'constructor',
      by: ({ name }) => name,
      cell: (row) => (
        <button type="button" class="link name" aria-pressed={row === open} onClick={() => choose(row)}>
          <code>{row.name}</code>
          {row.place === null ? null : <span class="dim"> {row.place}</span>}
        </button>
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

function Detail({ row, objects }: { row: MapConstructor; objects: Objects }) {
  return (
    <Panel title={row.name} class="detail">
      <h4>Largest objects</h4>
      <ul class="objects">
        {row.objects.map((place) => {
          const object = objects.at(place)!;
          return (
            <li key={place}>
              <a href={hashOf('constructors', place)}>
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
