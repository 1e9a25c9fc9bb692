import { expect, test } from 'vitest';
import { countKinds } from '../../src/graph/count-kinds.ts';
import { readText, snapshotText } from '../helpers/heap-builder.ts';

test.each([
  ['WeakMap', 'table'],
  ['FinalizationRegistry', '6'],
])('the tables of %s are left out, those of others are counted', (weakCollection, edge) => {
  //  root ─┬─ map(24) ── table(100)
  //        └─ weak(24) ── weakTable(5000)
  const kinds = countKinds(
    readText(
      snapshotText({
        root: [0, 'map', 'weak'],
        map: { name: 'Map', size: 24, edges: [{ to: 'table', type: 'internal', name: 'table' }] },
        table: { type: 'array', name: '', size: 100 },
        weak: { name: weakCollection, size: 24, edges: [{ to: 'weakTable', type: 'internal', name: edge }] },
        weakTable: { type: 'array', name: '', size: 5000 },
      }),
    ),
  );

  expect(kinds.get('array')).toEqual({ count: 1, bytes: 100 });
  expect(kinds.get(`object ${weakCollection}`)).toEqual({ count: 1, bytes: 24 });
});
