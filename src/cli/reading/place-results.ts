import type { LabelResult, PlaceResult } from '../../analysis/results.ts';
import type { PlaceRecord } from '../../capture/follow/place-record.ts';
import type { CaptureManifest } from '../../capture/manifest.ts';

/** The labels of a run, each with the workers and children that were seen there. */
export function labelsWithPlaces({ labels, places }: CaptureManifest): readonly LabelResult[] {
  if (places === undefined) return labels;
  return labels.map((label, i) => ({
    ...label,
    places: places.flatMap(({ name, kind, labels: seen }) => {
      const figures = seen.find((moment) => moment.label === i)?.figures;
      if (figures === undefined) return [];
      const { memory, snapshot, skipped } = figures;
      return [{ place: name, kind, memory, snapshot, skipped }];
    }),
  }));
}

/** What became of the workers and children of a run. */
export function placeResults(places: readonly PlaceRecord[]): PlaceResult[] {
  return places.map((place) => ({
    place: place.name,
    kind: place.kind,
    pid: place.pid,
    threadId: place.threadId,
    script: place.script,
    end: place.end?.kind ?? null,
    lastMemory: (place.end?.figures ?? place.labels.at(-1)?.figures ?? place.start)?.memory ?? null,
    marks: place.marks.map(({ name }) => name),
  }));
}
