import { expect, test } from 'vitest';
import { byLargest } from '../../src/base/order.ts';

test('the largest comes first and equal sizes are ordered by name', () => {
  const rows = [
    { name: 'b', size: 1 },
    { name: 'a', size: 1 },
    { name: 'c', size: 2 },
  ];

  const order = rows
    .toSorted(
      byLargest(
        (row) => row.size,
        (row) => row.name,
      ),
    )
    .map((row) => row.name);

  expect(order).toEqual(['c', 'a', 'b']);
});
