import { viewConstructors } from '../views/constructors.ts';
import { Largest } from '../views/largest.ts';
import { viewRetainers } from '../views/retainers.ts';
import { clip, type ViewedHeap } from '../views/viewed-heap.ts';
import type { ObjectLister } from './object-lister.ts';
import type { HeapMap, MapConstructor, MapHolder } from './results.ts';

const MOST_ROWS = 120;
/** The largest objects of each are listed. */
const MOST_OBJECTS = 8;
/** Who refers to them is asked for the first ones: it costs a pass over the heap each. */
const MOST_WITH_HOLDERS = 40;
const MOST_HOLDERS = 8;

/** The constructors that retain most and those that are wanted, the largest objects of each, and who refers to them. */
export function mapConstructors(
  heap: ViewedHeap,
  lister: ObjectLister,
  wanted: ReadonlySet<string>,
): Pick<HeapMap, 'constructors' | 'otherConstructors'> {
  const { rows } = viewConstructors(heap, { limit: Infinity });
  const isShown = rows.map(({ constructorName }, i) => i < MOST_ROWS || wanted.has(constructorName));
  const shown = rows.filter((_, i) => isShown[i]);
  const objects = largestObjects(heap, new Set(shown.map(({ constructorName }) => constructorName)));
  const cut = rows.filter((_, i) => !isShown[i]);
  return {
    constructors: shown.map(
      ({ constructorName, place, count, shallowSize, retainedSize, isBookkeeping }, i): MapConstructor => ({
        name: clip(constructorName),
        place:
          place === null || place.file === ''
            ? null
            : `${place.file}${place.line === null ? '' : `:${place.line}`}`,
        count,
        shallowSize,
        retainedSize,
        isBookkeeping,
        objects: (objects.get(constructorName) ?? []).map((node) => lister.add(node)),
        holders:
          (i < MOST_WITH_HOLDERS || wanted.has(constructorName)) && !isBookkeeping
            ? holdersOf(heap, constructorName)
            : [],
      }),
    ),
    otherConstructors: {
      rowCount: cut.length,
      count: cut.reduce((sum, { count }) => sum + count, 0),
      shallowSize: cut.reduce((sum, { shallowSize }) => sum + shallowSize, 0),
    },
  };
}

/** For each of the names, its largest objects; one pass over the heap. */
function largestObjects(heap: ViewedHeap, wanted: ReadonlySet<string>): Map<string, readonly number[]> {
  const { retainedSize, shallowSize, nodeCount } = heap.graph;
  const { names, constructorOf } = heap.constructors;
  const found = new Map<string, Largest>();
  const perConstructor = names.map((name) => {
    if (!wanted.has(name)) return undefined;
    const largest = found.get(name) ?? new Largest(MOST_OBJECTS, (node) => retainedSize[node]);
    found.set(name, largest);
    return largest;
  });
  for (let node = 0; node < nodeCount; node++) {
    // What has no size of its own is part of another object.
    if (shallowSize[node] > 0) perConstructor[constructorOf[node]]?.offer(node);
  }
  return new Map([...found].map(([name, { nodes }]) => [name, nodes]));
}

function holdersOf(heap: ViewedHeap, constructorName: string): MapHolder[] {
  // A class with the name of a number would be taken for an object's id.
  if (/^@?\d+$/.test(constructorName)) return [];
  const { groups } = viewRetainers(heap, { limit: MOST_HOLDERS, depth: 1 }, constructorName);
  return groups.map((group) => ({
    constructorName: group.constructorName,
    edge: group.label,
    holderCount: group.retainerCount,
    heldCount: group.referredCount,
  }));
}
