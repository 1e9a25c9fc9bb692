import type { ViewedHeap } from '../views/viewed-heap.ts';
import { dominatorBoxes } from './dominator-boxes.ts';
import { mapConstructors } from './map-constructors.ts';
import { ObjectLister } from './object-lister.ts';
import type { HeapMap } from './results.ts';

/**
 * Cuts a heap to a treemap, its constructors, and some thousands of objects with their paths and retainers.
 *
 * @param wanted - Constructors that are told of however little they retain.
 */
export function mapHeap(heap: ViewedHeap, wanted: ReadonlySet<string> = new Set()): HeapMap {
  const lister = new ObjectLister(heap);
  const boxes = dominatorBoxes(heap, lister);
  const constructors = mapConstructors(heap, lister, wanted);
  return {
    totalSize: heap.totalSize,
    nodeCount: heap.graph.nodeCount,
    boxes,
    ...constructors,
    list: lister.done(),
  };
}
