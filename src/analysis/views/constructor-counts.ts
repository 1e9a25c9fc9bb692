import { byLargest } from '../../base/order.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** Objects of one constructor among others. Sizes in bytes. */
export interface ConstructorCount {
  readonly constructorName: string;
  readonly count: number;
  /** Sum of retained sizes; exact for objects none of which dominates another. */
  readonly retainedSize: number;
}

/** Groups nodes none of which dominates another by constructor, the largest sum of retained sizes first. */
export function countConstructors(heap: ViewedHeap, nodes: Iterable<number>): ConstructorCount[] {
  const { constructorOf, names } = heap.constructors;
  const { retainedSize } = heap.graph;
  const totals = new Map<string, { count: number; retainedSize: number }>();
  for (const node of nodes) {
    const name = names[constructorOf[node]];
    let total = totals.get(name);
    if (total === undefined) totals.set(name, (total = { count: 0, retainedSize: 0 }));
    total.count++;
    total.retainedSize += retainedSize[node];
  }
  return [...totals]
    .map(([constructorName, total]) => ({ constructorName, ...total }))
    .toSorted(
      byLargest(
        (row) => row.retainedSize,
        (row) => row.constructorName,
      ),
    );
}
