import { expect, test } from 'vitest';
import { byName, graphOf, type HeapSpec } from '../helpers/heap-builder.ts';

const dominators = (spec: HeapSpec) => {
  const graph = graphOf(spec);
  const names = Object.keys(spec);
  return byName(spec, (node) => names[graph.dominatorOf[node]!]!);
};

test('what a debugger holds is still retained by the program', () => {
  // root ═shortcut═ global ─ session;  root ─ debugger ─ session
  expect(
    dominators({
      root: [0, { to: 'global', type: 'shortcut' }, { to: 'debugger', type: 'element' }],
      global: [1, 'session'],
      debugger: { type: 'synthetic', edges: ['session'] },
      session: [10],
    }),
  ).toMatchObject({ session: 'global' });
});

test('a shortcut keeps nothing alive, unless it is the root’s', () => {
  expect(
    dominators({ root: [0, 'a', 'b'], a: [1, { to: 'c', type: 'shortcut' }], b: [1, 'c'], c: [1] }),
  ).toMatchObject({ c: 'b' });
});

test("a WeakMap's value is retained by its key, not by the table", () => {
  const pair = 'part of key (Key @7) -> value (Value @9) pair in WeakMap (table @5)';
  const spec: HeapSpec = {
    root: [0, 'table', 'key'],
    other: [0],
    table: { id: 5, type: 'array', size: 1, edges: [{ to: 'value', type: 'internal', name: `1 / ${pair}` }] },
    key: { id: 7, size: 1, edges: [{ to: 'value', type: 'internal', name: `2 / ${pair}` }] },
    value: { id: 9, size: 100 },
  };

  expect(dominators(spec)).toMatchObject({ value: 'key' });
});

test.each([
  ['no number in front', 'x / part of key (K @7) -> value (V @9) pair in WeakMap (table @5)'],
  ['no table', '1 / part of key (K @7) -> value (V @9) pair in WeakMap (table)'],
  ['a line break in the name', '1 / part of key (K\n @7) -> value (V @9) pair in WeakMap (table @5)'],
  ['something behind', '1 / part of key (K @7) -> value (V @9) pair in WeakMap (table @5))'],
  ['another table', '1 / part of key (K @7) -> value (V @9) pair in WeakMap (table @55)'],
])('an edge with a similar name is an edge like others: %s', (_, name) => {
  const spec: HeapSpec = {
    root: [0, 'table', 'key'],
    table: { id: 5, size: 1, edges: [{ to: 'value', type: 'internal', name }] },
    key: { id: 7, size: 1, edges: ['value'] },
    value: { id: 9, size: 100 },
  };

  expect(dominators(spec)).toMatchObject({ value: 'root' });
});
