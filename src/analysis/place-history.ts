import type { LabelData } from './label-data.ts';

/** A worker or child at one moment. */
export interface PlaceMoment {
  readonly heapUsedBytes: number;
  readonly data: LabelData;
}

/** A moment that a worker or child marked itself. */
export interface PlaceMarkMoment extends PlaceMoment {
  readonly givenName: string;
  readonly name: string;
}

/** A worker thread or child process through the labels of the program. */
export interface PlaceHistory {
  /** For people: `worker 3 (pool.ts)`. */
  readonly place: string;
  /** Before its first line ran. */
  readonly start: PlaceMoment | null;
  /** For each label of the program, what was seen of it there; null where it did not answer or was not there. */
  readonly at: readonly (PlaceMoment | null)[];
  /** The first label at which it was there. */
  readonly firstLabel: number;
  /** The first label at which it was there no more; null when it lived to the end of the program. */
  readonly goneAtLabel: number | null;
  /** As it ended; null when nobody saw. */
  readonly end: PlaceMoment | null;
  readonly marks: readonly PlaceMarkMoment[];
}

/** What became of a place between two labels. */
export interface PlaceSpan {
  readonly before: PlaceMoment;
  readonly after: PlaceMoment;
  /** It came after the first label: `before` is its own start, and all its heap is growth of the program. */
  readonly isNew: boolean;
  /** Ended: `after` is the last that was seen of it. Silent: it did not answer at the second label; as before. */
  readonly state: 'running' | 'ended' | 'silent';
}

const NOTHING: PlaceMoment = { heapUsedBytes: 0, data: { allocations: null, census: null } };

/** A place between two labels; null when it was there at neither, or only came after or went before them. */
export function spanOf(history: PlaceHistory, from: number, to: number): PlaceSpan | null {
  const after = laterEnd(history, from, to);
  if (after === null) return null;
  const isNew = from < history.firstLabel;
  if (isNew) return { ...after, before: history.start ?? NOTHING, isNew };
  // It was there, though it may have been seen only later.
  const before = history.at[from] ?? lastBefore(history, from) ?? history.start ?? firstSeen(history);
  return { ...after, before: before ?? NOTHING, isNew };
}

/**
 * A place between two labels of two runs; null when it is not there at the later one.
 *
 * @param before - The place of the same name in the earlier run, if there is one.
 */
export function spanAcross(
  after: PlaceHistory,
  to: number,
  before: PlaceHistory | undefined,
  from: number,
): PlaceSpan | null {
  const now = after.at[to];
  if (!now) return null;
  const then = before?.at[from] ?? null;
  return { before: then ?? after.start ?? NOTHING, after: now, isNew: then === null, state: 'running' };
}

function laterEnd(
  history: PlaceHistory,
  from: number,
  to: number,
): Pick<PlaceSpan, 'after' | 'state'> | null {
  const { at, firstLabel, goneAtLabel, end, start } = history;
  const seen = at[to];
  if (seen) return { after: seen, state: 'running' };
  const isGone = goneAtLabel !== null && goneAtLabel <= to;
  if (isGone) {
    // It ended before the first label: its figures are no part of what happened between the two.
    if (goneAtLabel <= from && at[from] == null) return null;
    const last = end ?? lastBefore(history, to) ?? start;
    return last === null ? null : { after: last, state: 'ended' };
  }
  if (to < firstLabel) return null;
  const last = lastBefore(history, to) ?? start;
  return last === null ? null : { after: last, state: 'silent' };
}

function firstSeen({ at }: PlaceHistory): PlaceMoment | null {
  return at.find((moment) => moment !== null) ?? null;
}

function lastBefore({ at }: PlaceHistory, label: number): PlaceMoment | null {
  return at.slice(0, label).findLast((moment) => moment !== null) ?? null;
}
