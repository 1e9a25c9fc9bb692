import type { PageData, SuspectData } from '../../report/html/page-data.ts';

/** The heap to look for a suspect's objects in, as a place in the list of heaps; null where there is none. */
export function heapOfSuspect({ heaps, startHeap }: PageData, { where }: SuspectData): number | null {
  if (heaps.length === 0) return null;
  const place = heaps.findIndex((heap) => heap.place === where);
  // The main program is called by its name only where others stand beside it.
  return place >= 0 && where !== null ? place : startHeap;
}
