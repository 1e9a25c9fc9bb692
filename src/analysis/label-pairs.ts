import type { ComparisonResult } from './results.ts';

/** Two labels to compare, by their place in the list of labels. */
export interface LabelPair {
  readonly from: number;
  readonly to: number;
  readonly span: ComparisonResult['span'];
}

/** With so many pairs of heaps or fewer, all labels are compared with all; each costs a pass over the objects of both. */
const MOST_COMPARISONS = 60;

/** Whether so many labels of so many heaps are each compared with each, and not only by {@link labelPairs}. */
export function comparesAll(labelCount: number, heapCount: number): boolean {
  return ((labelCount * (labelCount - 1)) / 2) * heapCount <= MOST_COMPARISONS;
}

/** A series shorter than this is no more than a pair of neighbours. */
const SHORTEST_SERIES = 3;

/**
 * The pairs a run is told by: each series from its first to its last label, the whole run, and all
 * neighbours. A series says most of a program with a loop, since start-up is not in it.
 */
export function labelPairs(labels: readonly { readonly givenName: string }[]): LabelPair[] {
  const last = labels.length - 1;
  if (last < 1) return [];
  if (last === 1) return [{ from: 0, to: 1, span: 'whole' }];
  const neighbours = labels.slice(1).map((_, i): LabelPair => ({ from: i, to: i + 1, span: 'neighbours' }));
  return [...seriesOf(labels), { from: 0, to: last, span: 'whole' }, ...neighbours];
}

function seriesOf(labels: readonly { readonly givenName: string }[]): LabelPair[] {
  const places = new Map<string, number[]>();
  for (const [i, { givenName }] of labels.entries())
    places.set(givenName, [...(places.get(givenName) ?? []), i]);
  return [...places.values()].flatMap((series): LabelPair[] => {
    const [from] = series;
    const to = series.at(-1);
    if (series.length < SHORTEST_SERIES || from === undefined || to === undefined) return [];
    return [{ from, to, span: 'series' }];
  });
}
