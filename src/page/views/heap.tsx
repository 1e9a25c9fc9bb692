import { useMemo, useState } from 'preact/hooks';
import type { MapBox } from '../../analysis/heap-map/results.ts';
import type { HeapData } from '../../report/html/page-data.ts';
import { formatShare } from '../../report/share.ts';
import { ancestorsOf, nameOf, nest } from '../model/box-nodes.ts';
import type { Objects } from '../model/objects.ts';
import { hashOf } from '../model/route.ts';
import { Bytes, Panel, View } from '../parts/basics.tsx';
import { Treemap } from '../parts/treemap.tsx';

/** What dominates what, as boxes in boxes. */
export function HeapView({ heap, objects }: { heap: HeapData; objects: Objects }) {
  const nodes = useMemo(() => nest(heap.boxes), [heap]);
  const [open, setOpen] = useState(0);
  const node = nodes[open]!;
  const above = ancestorsOf(nodes, node);
  const look = (place: number): void => {
    const { children, box } = nodes[place]!;
    if (children.length > 0) setOpen(place);
    else if (box.objects[0] !== undefined) location.hash = hashOf('heap', box.objects[0]);
  };
  return (
    <View
      title="Heap map"
      lead={
        <>
          The heap at <b>{heap.label}</b>: a box holds all that would be freed if its object went. Select a
          box to look into it; the innermost ones open the object, with what refers to it.
        </>
      }
    >
      <nav class="crumbs" aria-label="Where in the heap">
        {above.map(({ place, box }) => (
          <button key={place} type="button" class="link" onClick={() => setOpen(place)}>
            {nameOf(box)}
          </button>
        ))}
        <b aria-current="true">{nameOf(node.box)}</b>
        <Bytes value={node.box.size} />
        {node.box.objects[0] === undefined ? null : (
          <a href={hashOf('heap', node.box.objects[0])}>what refers to it</a>
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
                  <button type="button" class="link" onClick={() => setOpen(child.place)}>
                    <code>{nameOf(child.box)}</code>
                  </button>
                ) : (
                  <code>{nameOf(child.box)}</code>
                )}{' '}
                <Members box={child.box} objects={objects} />
              </span>
              <span>
                <span class="dim">{formatShare(child.box.size, node.box.size)}</span>{' '}
                <Bytes value={child.box.size} />
              </span>
            </li>
          ))}
        </ul>
      </Panel>
    </View>
  );
}

/** Links to the object, or to the largest of a group. */
function Members({ box, objects }: { box: MapBox; objects: Objects }) {
  return (
    <span class="dim">
      {box.objects.map((place) => (
        <a key={place} href={hashOf('heap', place)}>
          @{objects.at(place)?.id}{' '}
        </a>
      ))}
    </span>
  );
}
