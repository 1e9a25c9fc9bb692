import { statSync } from 'node:fs';
import path from 'node:path';
import { chooseMoments } from '../../analysis/moments/choose-moments.ts';
import type { LabelResult, RunResult } from '../../analysis/results.ts';
import { MemprofError } from '../../base/errors.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';
import { shellWord } from '../../report/shell.ts';
import type { HeapChoice } from './read-heap-maps.ts';

/** Labels whose heaps are looked into without being asked for, at most, and workers and children. */
const MOST_LABELS = 8;
const MOST_PLACES = 8;
/** Reading a snapshot takes time: so many bytes of them, beside the one the page begins with. */
const MOST_BYTES = 128 * 2 ** 20;

/**
 * Chooses the snapshots that a page looks into: the one at the end of what the run is told by, for at `end` a program
 * has often let go of everything, that of its beginning, others evenly between, and those of workers and children.
 *
 * @param asked - Labels whose heaps are looked into whatever it takes.
 * @throws MemprofError `NOT_FOUND` for an asked one without a snapshot, with those that have one.
 */
export function chooseHeaps(
  { directory }: OpenCapture,
  { labels, comparisons, captureDirectory }: RunResult,
  asked: readonly string[],
): Omit<HeapChoice, 'resolve'>[] {
  const taken = labels.filter(({ snapshot }) => snapshot !== null);
  const start = taken.find(({ name }) => name === comparisons[0]?.to) ?? taken.at(-1);
  refuseUnknown(asked, taken, captureDirectory);
  if (start === undefined) return [];
  const sizeOf = (snapshot: string): number => statSync(path.join(directory, snapshot)).size;
  const isOfPlace = (start.places ?? []).filter(({ snapshot }) => snapshot !== null).slice(0, MOST_PLACES);
  const places = within(isOfPlace, MOST_BYTES, ({ snapshot }) => sizeOf(snapshot!));
  const wanted = new Set([start, ...taken.filter(({ name }) => asked.includes(name))]);
  const cost = (label: LabelResult): number => (wanted.has(label) ? 0 : sizeOf(label.snapshot!));
  const shown = new Set([...wanted, ...spread(taken, cost)]);
  const choice = (label: LabelResult, place: string | null, snapshot: string) => ({
    label: label.name,
    place,
    file: path.join(directory, snapshot),
    analyze: shellWord(
      place === null ? `${captureDirectory}@${label.name}` : path.join(captureDirectory, snapshot),
    ),
    isStart: label === start && place === null,
  });
  return taken.flatMap((label) => [
    ...(shown.has(label) ? [choice(label, null, label.snapshot!)] : []),
    ...(label === start ? places.map(({ place, snapshot }) => choice(label, place, snapshot!)) : []),
  ]);
}

function refuseUnknown(asked: readonly string[], taken: readonly LabelResult[], capture: string): void {
  const unknown = asked.find((name) => !taken.some((label) => label.name === name));
  if (unknown === undefined) return;
  const names = taken.map(({ name }) => `"${name}"`).join(', ') || 'none';
  throw new MemprofError(
    'NOT_FOUND',
    `${capture} has no snapshot at "${unknown}" for --html-label. Labels with one: ${names}.`,
  );
}

/** As many labels as can be afforded, the ends of the run and of its series first, others evenly between. */
function spread(taken: readonly LabelResult[], cost: (label: LabelResult) => number): LabelResult[] {
  for (let most = MOST_LABELS; most > 1; most--) {
    const chosen = chooseMoments(taken, most).map((at) => taken[at]!);
    if (chosen.reduce((sum, label) => sum + cost(label), 0) <= MOST_BYTES) return chosen;
  }
  return [];
}

/** The first of them, until there is no room left. */
function within<T>(all: readonly T[], room: number, sizeOf: (one: T) => number): T[] {
  let left = room;
  return all.filter((one) => (left -= sizeOf(one)) >= 0);
}
