import type { NamedHeap, PageData } from './page-data.ts';

/** What the page says of the heaps before one of them is looked at. */
export function heapEntries(heaps: readonly NamedHeap[]): Pick<PageData, 'heaps' | 'startHeap'> {
  return {
    heaps: heaps.map(({ label, place, analyze, map: { nodeCount, totalSize } }) => ({
      label,
      place,
      analyze,
      nodeCount,
      totalSize,
    })),
    startHeap: Math.max(
      0,
      heaps.findIndex(({ isStart }) => isStart),
    ),
  };
}
