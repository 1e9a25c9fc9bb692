/** How a series moves, judged so that single jumps and the saw teeth of garbage collection do not decide. */
export interface Trend {
  /** Median of the slopes between all pairs of points (Theil and Sen): change of y for 1 of x. */
  readonly slope: number;
  /** The slope lies between `low` and `high` with 95 % confidence. */
  readonly low: number;
  readonly high: number;
  /** Probability that there is a trend at all, by the rank test of Mann and Kendall: 0 … 1. */
  readonly confidence: number;
  /** Points it was computed from, after thinning. */
  readonly points: number;
}

/** Fewer points have no order that could not be luck: of 4, one order in 24 is all rising. */
const MIN_POINTS = 4;

/** Points that are compared pairwise: 64 make 2016 slopes. */
const MAX_POINTS = 64;

/** 97.5 % of the normal distribution lie below it. */
const Z95 = 1.96;

/**
 * The trend of `ys` over `xs`; undefined with fewer than four points or when all xs are equal.
 *
 * More than 64 points are thinned first: of each of up to 64 stretches the lowest point stays, because what is
 * lowest between two collections is nearest to what is really in use. Takes under a millisecond.
 */
export function trendOf(xs: ArrayLike<number>, ys: ArrayLike<number>): Trend | undefined {
  const points = lowestPoints(xs, ys);
  if (points.length < MIN_POINTS) return undefined;
  const slopes: number[] = [];
  let rises = 0;
  for (let i = 0; i < points.length; i++) {
    for (let j = i + 1; j < points.length; j++) {
      rises += Math.sign(points[j].y - points[i].y);
      const dx = points[j].x - points[i].x;
      if (dx > 0) slopes.push((points[j].y - points[i].y) / dx);
    }
  }
  if (slopes.length === 0) return undefined;
  slopes.sort((a, b) => a - b);
  const deviation = Math.sqrt(varianceOfRises(points.map((point) => point.y)));
  // Sen's interval: as many slopes from the middle as the rank test could be off.
  const reach = (Z95 * deviation) / 2;
  const at = (place: number) => slopes[Math.round(Math.min(Math.max(place, 0), slopes.length - 1))];
  const middle = (slopes.length - 1) / 2;
  // One less for continuity: the count of rises moves in steps of two.
  const z = deviation === 0 ? 0 : Math.max(0, Math.abs(rises) - 1) / deviation;
  return {
    slope: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    low: at(middle - reach),
    high: at(middle + reach),
    confidence: 2 * normalBelow(z) - 1,
    points: points.length,
  };
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function lowestPoints(xs: ArrayLike<number>, ys: ArrayLike<number>): Point[] {
  const stretch = Math.ceil(xs.length / MAX_POINTS);
  const points: Point[] = [];
  for (let from = 0; from < xs.length; from += stretch) {
    let lowest = from;
    for (let i = from + 1; i < Math.min(from + stretch, xs.length); i++) {
      if (ys[i] < ys[lowest]) lowest = i;
    }
    points.push({ x: xs[lowest], y: ys[lowest] });
  }
  return points;
}

/** Variance of (rises − falls) when there is no trend, corrected for equal values. */
function varianceOfRises(ys: readonly number[]): number {
  const countByValue = new Map<number, number>();
  for (const y of ys) countByValue.set(y, (countByValue.get(y) ?? 0) + 1);
  const term = (n: number) => n * (n - 1) * (2 * n + 5);
  const ties = [...countByValue.values()].reduce((sum, count) => sum + term(count), 0);
  return (term(ys.length) - ties) / 18;
}

/** The normal distribution up to `z` ≥ 0, by Abramowitz and Stegun 26.2.17: off by less than 1e-7. */
function normalBelow(z: number): number {
  const t = 1 / (1 + 0.2316419 * z);
  const polynomial =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * polynomial;
}
