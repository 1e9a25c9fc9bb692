import { expect, test } from 'vitest';
import { compareAllocations, type DiffOrder } from '../../src/allocations/compare.ts';
import type { AllocationRow } from '../../src/allocations/rows.ts';

function row(key: string, sizeBytes: number, count = 1): AllocationRow {
  return { key, payer: 'user', sizeBytes, count, averageBytes: sizeBytes / count };
}

const before = [
  row('same', 500),
  row('shrunk', 900),
  row('gone', 300),
  row('grown', 100, 2),
  row('also', 100),
];
const after = [row('same', 500), row('shrunk', 100), row('grown', 300, 6), row('also', 300), row('new', 50)];

function keys(sort: DiffOrder): string[] {
  return compareAllocations(after, before, { sort }).map((each) => each.key);
}

test('growth comes first and what shrank never heads the table', () => {
  // `grown` and `also` grew alike and are equally large; `grown` has more new objects.
  expect(keys('growth')).toEqual(['grown', 'also', 'new', 'same', 'gone', 'shrunk']);
});

test('the largest first, gone ones last', () => {
  expect(keys('size')).toEqual(['same', 'grown', 'also', 'shrunk', 'new', 'gone']);
});

test('the largest change first, as tracemalloc orders it', () => {
  expect(keys('abs')).toEqual(['shrunk', 'gone', 'grown', 'also', 'new', 'same']);
});

test('differences, counts and averages', () => {
  const diffs = new Map(compareAllocations(after, before).map((each) => [each.key, each]));

  expect(diffs.get('grown')).toMatchObject({
    sizeBytes: 300,
    sizeDiffBytes: 200,
    count: 6,
    countDiff: 4,
    averageBytes: 50,
  });
  expect(diffs.get('gone')).toMatchObject({
    sizeBytes: 0,
    sizeDiffBytes: -300,
    count: 0,
    countDiff: -1,
    averageBytes: 0,
  });
  expect(diffs.get('new')).toMatchObject({ sizeDiffBytes: 50, countDiff: 1 });
});

test('ties are broken by key, whatever order the rows come in', () => {
  const rows = [row('b', 10), row('a', 10), row('c', 10)];

  expect(compareAllocations(rows, []).map((each) => each.key)).toEqual(['a', 'b', 'c']);
  expect(compareAllocations(rows.toReversed(), []).map((each) => each.key)).toEqual(['a', 'b', 'c']);
});
