import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { trendOf } from '../../src/runtime/index.ts';

const range = (length: number) => Array.from({ length }, (_, i) => i);

describe('trendOf', () => {
  test('finds the slope of a line exactly, for any line', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: -1000, max: 1000 }),
        fc.integer({ min: 4, max: 60 }),
        (slope, offset, length) => {
          const trend = trendOf(
            range(length),
            range(length).map((x) => offset + slope * x),
          )!;
          expect([trend.slope, trend.low, trend.high]).toEqual([slope, slope, slope]);
          if (slope === 0) expect(trend.confidence).toBeLessThan(1e-6);
          if (slope !== 0 && length >= 8) expect(trend.confidence).toBeGreaterThan(0.99);
        },
      ),
    );
  });

  test('a third of wild points does not move it', () => {
    const ys = range(30).map((x) => (x % 3 === 1 ? x * 5 + 10_000 * (x % 2 === 0 ? 1 : -1) : x * 5));

    expect(trendOf(range(30), ys)!.slope).toBeCloseTo(5, 0);
  });

  test('sees no trend in the saw teeth of garbage collection, and sees the leak beneath them', () => {
    const sawtooth = (x: number) => (x % 10) * 1000;
    const clean = trendOf(range(640), range(640).map(sawtooth))!;
    const leaking = trendOf(
      range(640),
      range(640).map((x) => sawtooth(x) + x * 20),
    )!;

    expect(clean.slope).toBe(0);
    expect(leaking.slope).toBeCloseTo(20, 5);
    expect(leaking.confidence).toBeGreaterThan(0.999);
    expect(leaking.points).toBe(64);
  });

  test('noise alone has an interval around zero and little confidence', () => {
    // A fixed permutation of 0 … 16 without order.
    const ys = range(17).map((x) => (x * 7 + 3) % 17);
    const trend = trendOf(range(17), ys)!;

    expect(trend.low).toBeLessThan(0);
    expect(trend.high).toBeGreaterThan(0);
    expect(trend.confidence).toBeLessThan(0.9);
  });

  test('agrees with the Mann-Kendall test worked by hand', () => {
    // 1 2 4 3 5: 9 pairs rise and 1 falls, S = 8; variance 5·4·15/18 = 16.67; z = 7/4.082 = 1.715.
    const trend = trendOf(range(5), [1, 2, 4, 3, 5])!;

    expect(trend.confidence).toBeCloseTo(0.9136, 3);
    expect(trend.slope).toBe(1);
  });

  test('too few points, or all at one moment, have no trend', () => {
    expect(trendOf([1, 2, 3], [1, 2, 3])).toBeUndefined();
    expect(trendOf([1, 1, 1, 1], [1, 2, 3, 4])).toBeUndefined();
  });
});
