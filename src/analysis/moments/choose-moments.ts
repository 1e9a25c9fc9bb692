import { labelPairs } from '../label-pairs.ts';

/** Labels that can be compared with each other, at most. */
export const MOST_MOMENTS = 100;

/**
 * Picks the labels that any-to-any comparisons are kept for: all of them, or with too many, the ends of the run and
 * of each series, and others evenly between.
 *
 * @returns Indexes of labels, ascending.
 */
export function chooseMoments(
  labels: readonly { readonly givenName: string }[],
  most: number = MOST_MOMENTS,
): number[] {
  if (labels.length <= most) return labels.map((_, i) => i);
  const ends = labelPairs(labels)
    .filter(({ span }) => span !== 'neighbours')
    .flatMap(({ from, to }) => [from, to]);
  const last = labels.length - 1;
  const chosen = new Set([0, last, ...ends].slice(0, most));
  // Halving the gaps again and again: the ends first, then the middle, then the quarters.
  for (let parts = 2; chosen.size < most; parts *= 2) {
    for (let part = 1; part < parts && chosen.size < most; part += 2) {
      chosen.add(Math.round((last * part) / parts));
    }
  }
  return [...chosen].toSorted((a, b) => a - b);
}
