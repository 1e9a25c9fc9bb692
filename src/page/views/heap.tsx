import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { MapBox } from '../../analysis/heap-map/results.ts';
import type { HeapEntry } from '../../report/html/page-data.ts';
import { formatShare } from '../../report/share.ts';
import { ancestorsOf, nameOf, nest } from '../model/box-nodes.ts';
import type { HeapState, OpenHeap } from '../model/heaps.ts';
import { hashOf } from '../model/route.ts';
import { Bytes, Panel, View } from '../parts/basics.tsx';
import { HeapPicker, nameOfHeap } from '../parts/heap-picker.tsx';
import { Treemap } from '../parts/treemap.tsx';
import { WithHeap } from '../parts/with-heap.tsx';

interface Props {
  readonly entries: readonly HeapEntry[];
  readonly at: number;
  readonly heap: HeapState;
}

/** What dominates what, as boxes in boxes. */
export function HeapView({ entries, at, heap }: Props) {
  return (
    <View
      title="Heap map"
      lead={
        <>
          The heap at <b>{nameOfHeap(entries[at]!)}</b>: a box holds all that would be freed if its object
          went. Select a box to look into it, Escape to step back; the innermost ones open the object, with
          what refers to it.
        </>
      }
    >
      <div class="controls">
        <HeapPicker entries={entries} at={at} view="heap" />
      </div>
      <WithHeap heap={heap}>{(open) => <Boxes key={open.at} heap={open} />}</WithHeap>
    </View>
  );
}

function Boxes({ heap }: { heap: OpenHeap }) {
  const { at, map } = heap;
  const nodes = useMemo(() => nest(map.boxes), [map]);
  const [open, setOpen] = useState(0);
  const here = useRef<HTMLElement>(null);
  const isMoved = useRef(false);
  const node = nodes[open]!;
  const above = ancestorsOf(nodes, node);
  useEffect(() => {
    // The box that was pressed is gone: who walks by keys goes on from where it leads.
    if (isMoved.current) here.current?.focus({ preventScroll: true });
    isMoved.current = false;
  }, [open]);
  const step = (place: number): void => {
    isMoved.current = true;
    setOpen(place);
  };
  const look = (place: number): void => {
    const { children, box } = nodes[place]!;
    if (children.length > 0) step(place);
    else if (box.objects[0] !== undefined)
      location.hash = hashOf('heap', { heap: at, object: box.objects[0] });
  };
  return (
    <div
      class="stack-of"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && above.length > 0) step(above.at(-1)!.place);
      }}
    >
      <nav class="crumbs" aria-label="Where in the heap">
        {above.map(({ place, box }) => (
          <button key={place} type="button" class="link" onClick={() => step(place)}>
            {nameOf(box)}
          </button>
        ))}
        <b ref={here} aria-current="true" tabIndex={-1}>
          {nameOf(node.box)}
        </b>
        <Bytes value={node.box.size} />
        {node.box.objects[0] === undefined ? null : (
          <a href={hashOf('heap', { heap: at, object: node.box.objects[0] })}>what refers to it</a>
        )}
      </nav>
      <Panel>
        <Treemap node={node} onLook={look} />
      </Panel>
      <Panel title="In this box">
        <ul class="objects">
          {node.children.map((child) => (
            <li key={child.place}>
              <span>
                {child.children.length > 0 ? (
                  <button type="button" class="link" onClick={() => step(child.place)}>
                    <code>{nameOf(child.box)}</code>
                  </button>
                ) : (
                  <code>{nameOf(child.box)}</code>
                )}{' '}
                <Members box={child.box} heap={heap} />
              </span>
              <span>
                <span class="dim">{formatShare(child.box.size, node.box.size)}</span>{' '}
                <Bytes value={child.box.size} />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </div>
  );
}

/** Links to the object, or to the largest of a group. */
function Members({ box, heap }: { box: MapBox; heap: OpenHeap }) {
  return (
    <span class="dim">
      {box.objects.length > 1 ? 'largest ' : ''}
      {box.objects.map((place) => (
        <a key={place} href={hashOf('heap', { heap: heap.at, object: place })}>
          @{heap.objects.at(place)?.id}{' '}
        </a>
      ))}
    </span>
  );
}
