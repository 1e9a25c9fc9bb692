import { type SeriesPoint, intervalsOf } from './series.ts';

/** How a series grows. */
export type Shape = 'linear' | 'quadratic' | 'exponential';

/** Rates that differ by less than this factor belong to a straight line. */
const LINEAR_FACTOR = 1.8;
const FEWEST_RATES = 4;

/**
 * Tells how a growing series grows: the rate of a straight line stays, that of a parabola grows with the
 * iterations, that of an exponential grows with the series itself.
 */
export function shapeOf(points: readonly SeriesPoint[]): Shape {
  const rates: { readonly at: number; readonly rate: number }[] = [];
  let at = points[0]?.iterations ?? 0;
  for (const { iterations, rate } of intervalsOf(points)) {
    if (rate > 0) rates.push({ at: at + iterations / 2, rate });
    at += iterations;
  }
  // The first interval may hold the end of the warm-up.
  const judged = rates.length > FEWEST_RATES ? rates.slice(1) : rates;
  const [first, last] = [judged[0], judged.at(-1)];
  if (first === undefined || last === undefined || judged.length < FEWEST_RATES - 1) return 'linear';
  if (last.rate < LINEAR_FACTOR * first.rate) return 'linear';
  const logs = judged.map(({ rate }) => Math.log(rate));
  const power = correlation(
    judged.map((point) => Math.log(point.at)),
    logs,
  );
  const exponential = correlation(
    judged.map((point) => point.at),
    logs,
  );
  return exponential > power ? 'exponential' : 'quadratic';
}

function correlation(xs: readonly number[], ys: readonly number[]): number {
  const meanX = mean(xs);
  const meanY = mean(ys);
  let xy = 0;
  let xx = 0;
  let yy = 0;
  for (let i = 0; i < xs.length; i++) {
    xy += (xs[i] - meanX) * (ys[i] - meanY);
    xx += (xs[i] - meanX) ** 2;
    yy += (ys[i] - meanY) ** 2;
  }
  return xx === 0 || yy === 0 ? 0 : xy / Math.sqrt(xx * yy);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
