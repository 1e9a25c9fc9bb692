/** A figure after so many iterations. */
export interface SeriesPoint {
  /** Iterations since the start. */
  readonly iterations: number;
  readonly value: number;
}

/** What makes growth count, in the unit of the series. */
export interface SeriesLimits {
  /** Least growth of each interval. */
  readonly leastStep: number;
  /** Least growth of all judged intervals together. */
  readonly leastTotal: number;
  /** Least growth an iteration. */
  readonly leastRate: number;
  /** The slowest interval may be so much slower than the median one: 0 … 1. */
  readonly steadiness: number;
  /** The last interval may be so much slower than the median one, chance apart: 0 … 1. */
  readonly lastSteadiness: number;
  /**
   * So many neighbouring intervals are looked at as one; 1 when left out. What grows in leaps, as a store that
   * doubles its size, has intervals without a leap.
   */
  readonly span?: number;
}

/**
 * `growing`: as fast in every judged interval. `flat`: no more growth. `undecided`: it grows, but too little,
 * too unevenly or more slowly from interval to interval: it may be dying out.
 */
export type Trend = 'growing' | 'flat' | 'undecided';

/** What a series says about growth. */
export interface SeriesVerdict {
  readonly trend: Trend;
  /** Growth an iteration over the judged intervals. */
  readonly perIteration: number;
  /** True when each of the last intervals grew more slowly than the one before, or it has fallen by more than it grew. */
  readonly isDyingOut: boolean;
}

/** Intervals that are judged: the last four. With rounds that double, they are 15 of 16 iterations. */
export const JUDGED_INTERVALS = 4;
const FEWEST_INTERVALS = 3;
/** Growth of neighbouring intervals has to be so many times the deepest fall: what goes up and down goes on doing so. */
const TIMES_FALL = 2;

interface Interval {
  readonly iterations: number;
  readonly growth: number;
  readonly rate: number;
}

/** Judges the weakest interval, not the mean: a leak grows in every one. */
export function judgeSeries(
  points: readonly SeriesPoint[],
  limits: SeriesLimits,
  judgedIntervals: number = JUDGED_INTERVALS,
): SeriesVerdict {
  const single = intervalsOf(points).slice(-judgedIntervals);
  const judged = joined(single, limits.span ?? 1);
  const last = judged.at(-1);
  if (last === undefined) return { trend: 'undecided', perIteration: 0, isDyingOut: false };
  const total = single.reduce((sum, { growth }) => sum + growth, 0);
  const perIteration = total / single.reduce((sum, { iterations }) => sum + iterations, 0);
  const deepestFall = Math.max(0, ...single.map(({ growth }) => -growth));
  const isSlowing = judged.length > 1 && judged.slice(1).every(({ rate }, i) => rate < 0.8 * judged[i].rate);
  const isDyingOut = isSlowing || last.growth < deepestFall;
  const isFlat = last.growth < limits.leastStep || last.rate < limits.leastRate;
  if (isFlat) return { trend: 'flat', perIteration, isDyingOut };
  const isGrowing =
    judged.length >= FEWEST_INTERVALS &&
    total >= limits.leastTotal &&
    judged.every(({ growth, rate }) => growth >= limits.leastStep && rate >= limits.leastRate) &&
    judged.every(({ growth }) => growth >= TIMES_FALL * deepestFall) &&
    isSteady(judged, limits);
  return { trend: isGrowing ? 'growing' : 'undecided', perIteration, isDyingOut };
}

/** The intervals between neighbouring points; empty ones are left out. */
export function intervalsOf(points: readonly SeriesPoint[]): Interval[] {
  const intervals: Interval[] = [];
  for (let i = 1; i < points.length; i++) {
    const iterations = points[i].iterations - points[i - 1].iterations;
    const growth = points[i].value - points[i - 1].value;
    if (iterations > 0) intervals.push({ iterations, growth, rate: growth / iterations });
  }
  return intervals;
}

/** Each `span` neighbouring intervals as one, overlapping; as many as there are when they are fewer. */
function joined(intervals: readonly Interval[], span: number): readonly Interval[] {
  const width = Math.max(1, Math.min(span, intervals.length));
  return intervals.slice(width - 1).map((_, i) => {
    const parts = intervals.slice(i, i + width);
    const iterations = parts.reduce((sum, part) => sum + part.iterations, 0);
    const growth = parts.reduce((sum, part) => sum + part.growth, 0);
    return { iterations, growth, rate: growth / iterations };
  });
}

/**
 * Growth that speeds up is steady enough; else the slowest interval may not fall far behind. The last may fall behind
 * by little but chance (two standard deviations of a count): a cache that has just got full shows in it alone.
 */
function isSteady(judged: readonly Interval[], { steadiness, lastSteadiness }: SeriesLimits): boolean {
  const rates = judged.map(({ rate }) => rate);
  if (rates.every((rate, i) => i === 0 || rate >= rates[i - 1])) return true;
  const middle = median(rates);
  const last = judged.at(-1)!;
  const chance = (2 * Math.sqrt(last.growth)) / last.iterations;
  return Math.min(...rates) >= steadiness * middle && last.rate + chance >= lastSteadiness * middle;
}

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
