import { expect, test } from 'vitest';
import { groupAllocations } from '../../src/allocations/group.ts';
import { profileFromTraces } from '../../src/allocations/tracked.ts';
import { readTraceTree } from '../../src/format/heapprofile/trace-tree.ts';
import { resolver } from './profile-builder.ts';

const strings = ['', '(root)', 'makeMsg', '/app/a.js', 'main', 'push'];
const traces = readTraceTree(
  {
    functionInfos: [0, 1, 0, 0, 0, 0, 11, 4, 3, 7, 1, 1, 12, 2, 3, 7, 5, 17, 13, 5, 0, 0, 0, 0],
    tree: [1, 0, 0, 0, [2, 1, 2, 64, [3, 2, 10, 400, [4, 3, 5, 80, []]]]],
    stringAt: (index) => strings[index],
  },
  'x',
);

function rows(live?: Parameters<typeof profileFromTraces>[1]): unknown {
  const table = groupAllocations(profileFromTraces(traces, live), { by: 'lineno', resolve: resolver() });
  return table.rows.map(({ key, sizeBytes, count, averageBytes }) => [key, sizeBytes, count, averageBytes]);
}

test('tracked allocations give the same tables as sampled ones', () => {
  expect(rows()).toEqual([
    ['a.js:5 makeMsg', 480, 15, 32],
    ['a.js:1 main', 64, 2, 32],
  ]);
});

test('with what is still alive, only that is counted', () => {
  // Indexed by trace node id: 0 is no trace.
  const live = { sizeOf: [999, 0, 0, 200, 16], countOf: [9, 0, 0, 5, 1] };

  expect(rows(live)).toEqual([['a.js:5 makeMsg', 216, 6, 36]]);
});

test('tracked counts are exact', () => {
  expect(profileFromTraces(traces)).toMatchObject({
    kind: 'tracked',
    countPrecision: 'exact',
    samples: undefined,
  });
});
