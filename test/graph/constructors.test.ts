import { expect, test } from 'vitest';
import { buildConstructorTable } from '../../src/graph/constructor-table.ts';
import { sumGroupSizes } from '../../src/graph/group-sizes.ts';
import { Heap } from '../../src/graph/heap.ts';
import { SequenceTable } from '../../src/graph/sequence-table.ts';
import { graphOf, type HeapSpec, type NodeSpec } from '../helpers/heap-builder.ts';

function constructors(spec: HeapSpec): Record<string, [count: number, shallow: number, retained: number]> {
  const rows = new Heap(graphOf(spec)).constructors();
  return Object.fromEntries(
    rows.map(({ name, count, shallowSize, retainedSize }) => [name, [count, shallowSize, retainedSize]]),
  );
}

test('nested objects of one class are retained once', () => {
  // root ─ tree(10) ─ tree(10) ─ leaf(5)
  const spec: HeapSpec = {
    root: [0, 'outer'],
    outer: { name: 'Tree', size: 10, edges: ['inner'] },
    inner: { name: 'Tree', size: 10, edges: ['leaf'] },
    leaf: { name: 'Leaf', size: 5 },
  };

  expect(constructors(spec)).toEqual({ Tree: [2, 20, 25], Leaf: [1, 5, 5] });
});

test('classes of one name at two places are two', () => {
  const user = (line: number): NodeSpec => ({ name: 'User', size: 10, location: [7, line, 0] });
  const heap = new Heap(graphOf({ root: [0, 'a', 'b', 'c'], a: user(1), b: user(1), c: user(9) }));

  expect(heap.constructors().map(({ name, location, count }) => ({ name, location, count }))).toEqual([
    { name: 'User', location: { scriptId: 7, line: 2, column: 1 }, count: 2 },
    { name: 'User', location: { scriptId: 7, line: 10, column: 1 }, count: 1 },
  ]);
});

test('plain objects are grouped by the properties they have in common', () => {
  const plain = (...properties: string[]): NodeSpec => ({
    name: 'Object',
    size: 8,
    edges: [...properties, '__proto__'].map((name) => ({ to: 'value', name })),
  });
  const spec: HeapSpec = {
    root: [0, 'a', 'b', 'c', 'd', 'e', 'f', 'g'],
    a: plain('role', 'content'),
    b: plain('role', 'content'),
    c: plain('content', 'role', 'id'),
    d: plain('odd, name'),
    e: plain('odd, name'),
    f: plain(),
    g: plain('single'),
    value: { type: 'number', size: 0 },
  };

  expect(constructors(spec)).toMatchObject({
    '{role, content}': [3, 24, 24],
    '{"odd, name"}': [2, 16, 16],
    Object: [2, 16, 16],
  });
});

test('nodes that are no objects are grouped by kind, and elements by tag', () => {
  const spec: HeapSpec = {
    root: [0, 'a', 'b', 'c', 'd', 'e', 'f', 'g'],
    a: { type: 'closure', name: 'handle', size: 1 },
    b: { type: 'code', size: 2 },
    c: { type: 'string', name: 'text', size: 3 },
    d: { type: 'regexp', size: 4 },
    e: { type: 'native', name: '<div class="a">', size: 5, detachedness: 1 },
    f: { type: 'native', name: '<div id="b">', size: 6, detachedness: 2, edges: ['h'] },
    g: { type: 'bigint', size: 7 },
    h: { type: 'native', name: '<p>', size: 8 },
  };

  expect(constructors(spec)).toEqual({
    Function: [1, 1, 1],
    '(compiled code)': [1, 2, 2],
    '(string)': [1, 3, 3],
    RegExp: [1, 4, 4],
    '<div>': [1, 5, 5],
    'Detached <div>': [1, 6, 14],
    'Detached <p>': [1, 8, 8],
    '(bigint)': [1, 7, 7],
  });
});

test('class names of a class called __proto__ or constructor are names like others', () => {
  const spec: HeapSpec = {
    root: [0, 'a', 'b'],
    a: { name: '__proto__', size: 1 },
    b: { name: 'constructor', size: 2 },
  };
  const graph = graphOf(spec);
  const table = buildConstructorTable(graph);

  expect(
    table.constructorOf
      .subarray(1)
      .every((group, at) => table.names[group] === ['__proto__', 'constructor'][at]),
  ).toBe(true);
  expect(sumGroupSizes(graph, table).count[table.constructorOf[1]!]).toBe(1);
});

test('sequences keep their numbers while the table grows', () => {
  const table = new SequenceTable();
  const sequence = (n: number) => Uint32Array.of(n % 7, n, n * 1000, 0).subarray(0, 1 + (n % 4));
  const keys = Array.from({ length: 20_000 }, (_, n) => sequence(n));
  const first = keys.map((key) => table.intern(key, key.length));

  expect(keys.map((key) => table.intern(key, key.length))).toEqual(first);
  const texts = new Set(keys.map((key) => key.join()));
  expect(table.count).toBe(texts.size);
  expect([...table.get(first[9999]!)]).toEqual([...keys[9999]!]);
});
