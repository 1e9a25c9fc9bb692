import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { statisticsOf } from '../../src/profiler/index.ts';

test('agrees with the definitions, and its percentiles are in order', () => {
  const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
  fc.assert(
    fc.property(values, (numbers) => {
      const { count, mean, standardDeviation, min, max, p50, p95, p99 } = statisticsOf(numbers)!;
      const trueMean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
      const squares = numbers.reduce((sum, x) => sum + (x - trueMean) ** 2, 0);
      expect(count).toBe(numbers.length);
      expect(mean).toBeCloseTo(trueMean, 4);
      expect(standardDeviation).toBeCloseTo(Math.sqrt(squares / Math.max(1, numbers.length - 1)), 3);
      const ordered = [min, p50, p95, p99, max];
      for (let i = 1; i < ordered.length; i++)
        expect(ordered[i]).toBeGreaterThanOrEqual(ordered[i - 1] - 1e-9);
      expect([min, max]).toEqual([Math.min(...numbers), Math.max(...numbers)]);
    }),
  );
});

test('percentiles of 1 … 101 are what one expects, and no values have none', () => {
  const numbers = Array.from({ length: 101 }, (_, i) => 101 - i);

  expect(statisticsOf(numbers)).toMatchObject({ p50: 51, p95: 96, p99: 100, mean: 51 });
  expect(statisticsOf([])).toBeUndefined();
});
