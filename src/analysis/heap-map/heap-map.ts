import type { ViewedHeap } from '../views/viewed-heap.ts';
import { dominatorBoxes } from './dominator-boxes.ts';
import { mapConstructors } from './map-constructors.ts';
import { type MapSettings, WHOLE_MAP } from './map-settings.ts';
import { ObjectLister } from './object-lister.ts';
import type { HeapMap } from './results.ts';

/** Cuts a heap to a treemap, its constructors, and some thousands of objects with their paths and retainers. */
export function mapHeap(heap: ViewedHeap, settings: MapSettings = WHOLE_MAP): HeapMap {
  const lister = new ObjectLister(heap, settings.mostListed);
  const boxes = dominatorBoxes(heap, lister, settings.mostBoxes);
  const constructors = mapConstructors(heap, lister, settings);
  const asked = settings.askedIds.map((id) => {
    const node = heap.graph.nodeId.indexOf(id);
    return node < 0 ? null : lister.add(node);
  });
  return {
    totalSize: heap.totalSize,
    nodeCount: heap.graph.nodeCount,
    boxes,
    ...constructors,
    asked,
    list: lister.done(),
  };
}
