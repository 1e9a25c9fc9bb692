import type { OwnerRow } from '../analysis/results.ts';

/** The object to look at after a comparison. */
export interface TopHolder {
  /** V8's. */
  readonly id: number;
  readonly constructorName: string;
  /** What it holds more; all it holds where it is new. */
  readonly sizeDiffBytes: number;
  /** False when it was there before. */
  readonly isNew: boolean;
  /** The worker or child; undefined where none were followed. */
  readonly place: string | undefined;
}

/** Who holds less of the largest growth than this does not explain it. */
const LEAST_SHARE = 0.1;

/**
 * The object that most of the growth is booked on; null when that is no object of the program. Where nobody was there
 * before to hold it, it is a new one, if that holds most of it, or else the next that holds a good part.
 *
 * @param owners - The largest growth first.
 */
export function topHolder(owners: readonly OwnerRow[]): TopHolder | null {
  for (const { id, constructorName, sizeDiffBytes, largestNew, place } of owners) {
    if (sizeDiffBytes <= 0 || sizeDiffBytes < LEAST_SHARE * owners[0].sizeDiffBytes) break;
    if (id !== null && !isOfV8(constructorName)) {
      return { id, constructorName, sizeDiffBytes, isNew: false, place };
    }
    if (id !== null || largestNew === null || isOfV8(largestNew.constructorName)) continue;
    if (2 * largestNew.sizeBytes < sizeDiffBytes) continue;
    const { id: newId, constructorName: newName, sizeBytes } = largestNew;
    return { id: newId, constructorName: newName, sizeDiffBytes: sizeBytes, isNew: true, place };
  }
  return null;
}

/** Names in brackets are kinds of V8's own nodes. */
function isOfV8(constructorName: string): boolean {
  return constructorName.startsWith('(');
}
