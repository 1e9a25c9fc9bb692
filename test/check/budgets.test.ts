import { describe, expect, test } from 'vitest';
import { type BudgetFigures, holdBudget, parseBudget } from '../../src/check/budgets.ts';

const FIGURES: BudgetFigures = {
  figures: {
    heap: 200 * 2 ** 20,
    rss: 1,
    external: 1,
    arrayBuffers: 1,
    bytesPerIteration: 100,
    objectsPerIteration: 1,
    fileDescriptors: null,
    threads: 12,
  },
  classCount: (name) => (name === 'Session' ? { count: 100, bytes: 4800 } : { count: 0, bytes: 0 }),
};

describe('budgets', () => {
  test.each([
    ['heap@end<200MiB', true],
    ['heap<=200MiB', false],
    ['heap < 0.5g', false],
    ['Session<=100', false],
    ['Session<100', true],
    ['Session<4KiB', true],
    ['bytesPerIteration<1KiB', false],
    ['threads<=11', true],
    ['constructor<1', false],
    ['fileDescriptors<1', false],
  ])('%s', (text, isBroken) => {
    expect(holdBudget(parseBudget(text), FIGURES).isBroken).toBe(isBroken);
  });

  test.each(['', 'heap', 'heap<', 'heap<many', 'heap>5', 'heap@noon<5', 'threads<5MiB', '<5'])(
    '%j is no budget',
    (text) => {
      expect(() => parseBudget(text)).toThrow('is no budget');
    },
  );
});
