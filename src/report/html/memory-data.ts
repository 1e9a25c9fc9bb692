import type { LabelResult, MemoryResult } from '../../analysis/results.ts';
import { wholeMemory } from '../../analysis/whole-memory.ts';
import type { MemoryData, MemoryPoint } from './page-data.ts';

/** A chart is this many pixels wide or less; more points than that cannot be seen. */
const MOST_POINTS = 1500;

/**
 * The memory of a program over time; null when there are no labels. Of too many points, those that are highest in
 * RSS are kept, for peaks are what people look for.
 */
export function memoryData(
  labels: readonly LabelResult[],
  memory: readonly (MemoryResult & { readonly elapsedMs: number })[],
): MemoryData | null {
  if (labels.length === 0) return null;
  const atLabels = labels.map((label): MemoryPoint => ({
    elapsedMs: label.elapsedMs,
    ...wholeMemory(label),
  }));
  return {
    labels: labels.map((label) => ({
      name: label.name,
      elapsedMs: label.elapsedMs,
      memory: wholeMemory(label),
      snapshot: label.snapshot,
      skipped: label.skipped,
      places: (label.places ?? []).map(({ place, kind, memory: figures }) => ({
        place,
        kind,
        memory: figures,
      })),
    })),
    points: [...thinned(memory), ...atLabels].toSorted((a, b) => a.elapsedMs - b.elapsedMs),
  };
}

function thinned(points: readonly MemoryPoint[]): readonly MemoryPoint[] {
  const each = Math.ceil(points.length / MOST_POINTS);
  if (each <= 1) return points;
  const groups = Array.from({ length: Math.ceil(points.length / each) }, (_, i) =>
    points.slice(i * each, (i + 1) * each),
  );
  return groups.map((group) =>
    group.reduce((highest, point) => (point.rssBytes > highest.rssBytes ? point : highest)),
  );
}
