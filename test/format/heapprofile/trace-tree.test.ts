import { expect, test } from 'vitest';
import { readTraceTree } from '../../../src/format/heapprofile/trace-tree.ts';

const strings = ['', '(root)', 'makeMsg', '/app/a.js', 'main'];
const stringAt = (index: number): string => strings[index];
//  function id, name, script name, script id, line, column
const functionInfos = [0, 1, 0, 0, 0, 0, 11, 4, 3, 7, 1, 1, 12, 2, 3, 7, 5, 17];

test('nodes come in depth-first order with their ids, sizes and counts', () => {
  //  1 (root) ─┬─ 2 main ─── 3 makeMsg
  //            └─ 4 makeMsg
  const tree = [1, 0, 0, 0, [2, 1, 2, 64, [3, 2, 10, 400, []], 4, 2, 1, 40, []]];
  const tables = readTraceTree({ functionInfos, tree, stringAt }, 'x');

  expect([...tables.idOf]).toEqual([1, 2, 3, 4]);
  expect([...tables.parentOf]).toEqual([-1, 0, 1, 0]);
  expect([...tables.countOf]).toEqual([0, 2, 10, 1]);
  expect([...tables.sizeOf]).toEqual([0, 64, 400, 40]);
  expect([...tables.frameOf]).toEqual([0, 1, 2, 2]);
  expect(tables.frames[2]).toEqual({
    functionName: 'makeMsg',
    url: '/app/a.js',
    scriptId: '7',
    line: 5,
    column: 17,
  });
});

test('100,000 deep takes no recursion', () => {
  let tree: unknown[] = [];
  for (let id = 100_000; id > 0; id--) tree = [id, 0, 1, 8, tree];

  expect(readTraceTree({ functionInfos, tree, stringAt }, 'x').parentOf.at(-1)).toBe(99_998);
});

test.each([
  ['a function that is not there', [1, 9, 0, 0, []]],
  ['no children', [1, 0, 0, 0]],
  ['a negative size', [1, 0, 0, -1, []]],
  ['text for a number', ['1', 0, 0, 0, []]],
])('%s is a damaged file', (_, tree) => {
  expect(() => readTraceTree({ functionInfos, tree, stringAt }, 'a.heapsnapshot')).toThrow(
    /`a.heapsnapshot` has a damaged allocation trace at node 0/,
  );
});
