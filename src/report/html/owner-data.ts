import { MAIN_PLACE } from '../../analysis/compare-places.ts';
import type { OwnerRow } from '../../analysis/results.ts';
import { topHolder } from '../top-holder.ts';
import type { NamedHeap, OwnerData } from './page-data.ts';

/** The object that most of the growth is booked on, with the way to it in the heap the page begins with. */
export function ownerData(owners: readonly OwnerRow[], heaps: readonly NamedHeap[]): OwnerData | null {
  const top = topHolder(owners);
  if (top === null) return null;
  const heap = heaps.findIndex(({ isStart }) => isStart);
  // An id of a worker's heap would be another object's in the main program's.
  const isMain = (top.place ?? MAIN_PLACE) === MAIN_PLACE;
  const place = isMain ? (heaps[heap]?.map.asked[0] ?? null) : null;
  return {
    name: top.constructorName,
    id: top.id,
    sizeDiffBytes: top.sizeDiffBytes,
    isNew: top.isNew,
    where: top.place ?? null,
    object: place === null ? null : { heap, place },
  };
}
