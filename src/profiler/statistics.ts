/** What a set of durations comes to, in their unit. */
export interface Statistics {
  readonly count: number;
  readonly mean: number;
  /** Of a sample (n − 1); 0 for a single value. */
  readonly standardDeviation: number;
  readonly min: number;
  readonly max: number;
  /** Percentiles, interpolated between the two nearest values. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Computes the statistics; undefined for no values. Sorts a copy: O(n log n). */
export function statisticsOf(values: readonly number[]): Statistics | undefined {
  const count = values.length;
  if (count === 0) return undefined;
  const sorted = Float64Array.from(values).toSorted();
  let mean = 0;
  let squares = 0;
  // Welford's way: the difference of two large sums would lose the deviation of values that are close together.
  for (const [i, value] of sorted.entries()) {
    const distance = value - mean;
    mean += distance / (i + 1);
    squares += distance * (value - mean);
  }
  return {
    count,
    mean,
    standardDeviation: count === 1 ? 0 : Math.sqrt(squares / (count - 1)),
    min: sorted[0],
    max: sorted[count - 1],
    p50: percentile(sorted, 0.5),
    p95: percentile(sorted, 0.95),
    p99: percentile(sorted, 0.99),
  };
}

function percentile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below + (above - below) * (place - Math.floor(place));
}
