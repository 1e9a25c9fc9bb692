import { viewConstructors } from '../views/constructors.ts';
import { Largest } from '../views/largest.ts';
import { retainerGroups } from '../views/retainers.ts';
import { clip, type ViewedHeap } from '../views/viewed-heap.ts';
import type { MapSettings } from './map-settings.ts';
import type { ObjectLister } from './object-lister.ts';
import type { HeapMap, MapConstructor, MapHolder } from './results.ts';

const MOST_ROWS = 120;
/** The largest objects of each are listed. */
const MOST_OBJECTS = 8;
const MOST_HOLDERS = 8;

/** The constructors that retain most and those that are wanted, the largest objects of each, and who refers to them. */
export function mapConstructors(
  heap: ViewedHeap,
  lister: ObjectLister,
  { wanted, mostWithHolders }: MapSettings,
): Pick<HeapMap, 'constructors' | 'otherConstructors'> {
  const { rows } = viewConstructors(heap, { limit: Infinity });
  const isShown = rows.map(({ constructorName }, i) => i < MOST_ROWS || wanted.has(constructorName));
  const shown = rows.filter((_, i) => isShown[i]);
  const objects = largestObjects(heap, new Set(shown.map(({ constructorName }) => constructorName)));
  const withHolders = shown.filter(
    ({ constructorName, isBookkeeping }, i) =>
      !isBookkeeping && (i < mostWithHolders || wanted.has(constructorName)),
  );
  const members = membersOf(heap, new Set(withHolders.map(({ constructorName }) => constructorName)));
  const cut = rows.filter((_, i) => !isShown[i]);
  return {
    constructors: shown.map(
      ({ constructorName, place, count, shallowSize, retainedSize, isBookkeeping }): MapConstructor => ({
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
        holders: holdersOf(heap, members.get(constructorName) ?? []),
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

/** For each of the names, all its objects; one pass over the heap. */
function membersOf(heap: ViewedHeap, wanted: ReadonlySet<string>): Map<string, number[]> {
  const { shallowSize, nodeCount } = heap.graph;
  const { names, constructorOf } = heap.constructors;
  const found = new Map<string, number[]>();
  const perConstructor = names.map((name) => {
    if (!wanted.has(name)) return undefined;
    const members = found.get(name) ?? [];
    found.set(name, members);
    return members;
  });
  for (let node = 0; node < nodeCount; node++) {
    if (shallowSize[node] > 0) perConstructor[constructorOf[node]]?.push(node);
  }
  return found;
}

function holdersOf(heap: ViewedHeap, members: readonly number[]): MapHolder[] {
  return retainerGroups(heap, members, MOST_HOLDERS).map((group) => ({
    constructorName: group.constructorName,
    edge: group.label,
    holderCount: group.retainerCount,
    heldCount: group.referredCount,
  }));
}
