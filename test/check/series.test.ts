import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type SeriesLimits, type SeriesPoint, judgeSeries, median } from '../../src/check/series.ts';
import { shapeOf } from '../../src/check/shape.ts';

const LIMITS: SeriesLimits = {
  leastStep: 4,
  leastTotal: 20,
  leastRate: 0.001,
  steadiness: 0.75,
  lastSteadiness: 0.9,
};

/** Looked at after rounds that double, as a check does. */
function doubling(live: (iterations: number) => number, last = 32_000): SeriesPoint[] {
  const points: SeriesPoint[] = [];
  for (let iterations = 500; iterations <= last; iterations *= 2) {
    points.push({ iterations, value: live(iterations) });
  }
  return points;
}

describe('bytes that come in leaps', () => {
  const BYTES: SeriesLimits = {
    leastStep: 512,
    leastTotal: 16_384,
    leastRate: 2,
    steadiness: 0.3,
    lastSteadiness: 0.3,
    span: 2,
  };

  test('8,000 texts of random sizes, replaced one by one, do not grow: measured', () => {
    const measured: [iterations: number, bytes: number][] = [
      [6844, 36_032_472],
      [12_114, 36_998_032],
      [26_772, 36_801_360],
      [50_064, 37_099_240],
      [115_648, 36_990_040],
    ];
    const points = measured.map(([iterations, value]) => ({ iterations, value }));

    expect(judgeSeries(points, BYTES).trend).not.toBe('growing');
  });

  test('what falls by more than it grew is dying out, so that it is no leak when time is up', () => {
    const points = [0, 300, 100, 320, 180].map((kib, n) => ({
      iterations: 1000 * 2 ** n,
      value: kib * 1024,
    }));

    expect(judgeSeries(points, BYTES)).toMatchObject({ trend: 'undecided', isDyingOut: true });
  });

  test('a leak grows all the same where texts of random sizes are replaced', () => {
    const points = doubling((i) => 1e6 + 20 * i + (Math.log2(i / 500) % 2) * 50_000, 64_000);

    expect(judgeSeries(points, BYTES).trend).toBe('growing');
  });
});

describe('judging a series', () => {
  test('one object each iteration grows', () => {
    const { trend, perIteration } = judgeSeries(
      doubling((i) => 1000 + i),
      LIMITS,
    );

    expect(trend).toBe('growing');
    expect(perIteration).toBeCloseTo(1);
  });

  test('growth that speeds up grows', () => {
    expect(
      judgeSeries(
        doubling((i) => i ** 2),
        LIMITS,
      ).trend,
    ).toBe('growing');
  });

  test('a cache that was full before the last round is flat', () => {
    expect(
      judgeSeries(
        doubling((i) => Math.min(i, 4000)),
        LIMITS,
      ).trend,
    ).toBe('flat');
  });

  test('a cache that got full within the last round is not growing any more', () => {
    expect(
      judgeSeries(
        doubling((i) => Math.min(i, 20_000)),
        LIMITS,
      ).trend,
    ).not.toBe('growing');
  });

  test('growth that dies out is undecided, and says so', () => {
    const { trend, isDyingOut } = judgeSeries(
      doubling((i) => 1000 * Math.log(i)),
      LIMITS,
    );

    expect(trend).toBe('undecided');
    expect(isDyingOut).toBe(true);
  });

  test('two intervals are too few', () => {
    expect(
      judgeSeries(
        doubling((i) => i, 2000),
        LIMITS,
      ).trend,
    ).toBe('undecided');
  });

  test('a cache of any size that is full before half of the last round is not growing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 24_000 }), (size) => {
        expect(
          judgeSeries(
            doubling((i) => Math.min(i, size)),
            LIMITS,
          ).trend,
        ).not.toBe('growing');
      }),
    );
  });

  test('a leak of any rate from one object in fifty iterations on grows, with noise of two objects', () => {
    const noise = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(fc.double({ min: 0.02, max: 100, noNaN: true }), noise, (rate, extra) => {
        const points = doubling((i) => Math.floor(i * rate)).map(({ iterations, value }, at) => ({
          iterations,
          value: value + (extra[at] ?? 0),
        }));
        expect(judgeSeries(points, LIMITS).trend).toBe('growing');
      }),
    );
  });
});

test('the median of an even number of values lies between the two in the middle', () => {
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

describe('shape', () => {
  const turns = (live: (turn: number) => number): SeriesPoint[] =>
    Array.from({ length: 12 }, (_, i) => ({ iterations: i + 1, value: live(i + 1) }));

  test.each([
    ['linear', (turn: number) => 100 * turn],
    ['quadratic', (turn: number) => 10 * turn ** 2],
    ['exponential', (turn: number) => 2 ** turn],
  ] as const)('%s', (shape, live) => {
    expect(shapeOf(turns(live))).toBe(shape);
  });
});
