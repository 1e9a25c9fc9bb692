import { MAIN_PLACE } from '../compare-places.ts';
import type { LabelData } from '../label-data.ts';
import type { PlaceHistory, PlaceMoment } from '../place-history.ts';
import type { MomentHeap, MomentState } from './results.ts';

/** A heap of the program through the moments, and what is known of it. */
export interface HeapSource extends MomentHeap {
  /** For each moment; where the heap has ended or did not answer, what was last known of it; null where it was not there. */
  readonly data: readonly (LabelData | null)[];
  /** What it was born with; null for the main program. */
  readonly birth: LabelData | null;
}

const NOTHING: LabelData = { allocations: null, census: null };

/** The main program as the first of the heaps. */
export function mainSource(data: readonly LabelData[], heapUsedBytes: readonly number[]): HeapSource {
  return { name: MAIN_PLACE, states: data.map(() => 'running'), heapUsedBytes, data, birth: null };
}

/**
 * A worker or child at the moments.
 *
 * @param moments - For each moment, its place in the list of labels.
 */
export function placeSource(history: PlaceHistory, moments: readonly number[]): HeapSource {
  const seen = moments.map((label) => momentAt(history, label));
  return {
    name: history.place,
    states: seen.map(({ state }) => state),
    heapUsedBytes: seen.map(({ moment }) => moment?.heapUsedBytes ?? 0),
    data: seen.map(({ moment }) => moment?.data ?? null),
    birth: history.start?.data ?? NOTHING,
  };
}

/**
 * A worker or child at two labels of two runs, as `spanAcross` finds it.
 *
 * @param before - The one of the same name in the earlier run, if there is one.
 */
export function acrossSource(
  after: PlaceHistory,
  to: number,
  before: PlaceHistory | undefined,
  from: number,
): HeapSource {
  const seen = [before?.at[from] ?? null, after.at[to] ?? null];
  return {
    name: after.place,
    states: seen.map((moment) => (moment === null ? 'absent' : 'running')),
    heapUsedBytes: seen.map((moment) => moment?.heapUsedBytes ?? 0),
    data: seen.map((moment) => moment?.data ?? null),
    birth: after.start?.data ?? NOTHING,
  };
}

interface Seen {
  readonly state: MomentState;
  readonly moment: PlaceMoment | null;
}

/** The same as `spanOf` finds, for one label. */
function momentAt({ at, firstLabel, goneAtLabel, end, start }: PlaceHistory, label: number): Seen {
  const seen = at[label];
  if (seen) return { state: 'running', moment: seen };
  const last = at.slice(0, label).findLast((moment) => moment !== null) ?? null;
  if (goneAtLabel !== null && goneAtLabel <= label) return { state: 'ended', moment: end ?? last ?? start };
  if (label < firstLabel) return { state: 'absent', moment: null };
  if (last !== null) return { state: 'silent', moment: last };
  // It was there, though it has been seen only later.
  return { state: 'unseen', moment: start ?? at.find((moment) => moment !== null) ?? null };
}
