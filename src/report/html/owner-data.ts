import { MAIN_PLACE } from '../../analysis/compare-places.ts';
import type { OwnerRow } from '../../analysis/results.ts';
import type { NamedHeap, OwnerData } from './page-data.ts';

/**
 * The object that most of the growth is booked on; null when that is no object of the program.
 *
 * @param owners - The largest growth first.
 */
export function topOwner(owners: readonly OwnerRow[]): (OwnerRow & { readonly id: number }) | null {
  // Names in brackets are kinds of V8's own nodes.
  const top = owners.find(
    ({ id, constructorName }) => id !== null && !/^\(|^system \/ /.test(constructorName),
  );
  return top === undefined || top.id === null || top.sizeDiffBytes <= 0 ? null : { ...top, id: top.id };
}

/** The same for the page, with the way to the object in the heap it begins with. */
export function ownerData(owners: readonly OwnerRow[], heaps: readonly NamedHeap[]): OwnerData | null {
  const top = topOwner(owners);
  if (top === null) return null;
  const heap = heaps.findIndex(({ isStart }) => isStart);
  // An id of a worker's heap would be another object's in the main program's.
  const isMain = (top.place ?? MAIN_PLACE) === MAIN_PLACE;
  const place = isMain ? (heaps[heap]?.map.asked[0] ?? null) : null;
  return {
    name: top.constructorName,
    id: top.id,
    sizeDiffBytes: top.sizeDiffBytes,
    where: top.place ?? null,
    object: place === null ? null : { heap, place },
  };
}
