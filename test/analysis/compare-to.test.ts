import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { takeConstructorCensus } from '../../src/analysis/census.ts';
import { compareConstructors } from '../../src/analysis/compare-constructors.ts';
import { compareTo, type CensusComparison } from '../../src/analysis/compare-to.ts';
import { HeapGraph } from '../../src/graph/heap-graph.ts';
import { graphOf, readText, type HeapSpec, type NodeSpec } from '../helpers/heap-builder.ts';
import { randomHeap, type RandomHeapSpec } from '../helpers/random-heap.ts';
import { recordedNames, recordedText } from '../helpers/recorded.ts';

function compare(before: HeapSpec, after: HeapSpec): CensusComparison {
  const earlier = takeConstructorCensus(graphOf(before));
  return compareTo(takeConstructorCensus(graphOf(after), { previous: earlier }), earlier);
}

const row = (comparison: CensusComparison, name: string) =>
  comparison.rows.find(({ constructorName }) => constructorName === name);

/** A server with sessions of ten bytes, each with a text of a hundred. */
function server(ids: readonly number[], extra: Record<string, NodeSpec> = {}): HeapSpec {
  const spec: Record<string, NodeSpec> = {
    root: { id: 1, edges: ['server', ...Object.keys(extra)] },
    server: { id: 3, name: 'Server', size: 50, edges: ['map'] },
    map: { id: 5, name: 'Map', size: 20, edges: [{ to: 'table', type: 'internal' }] },
    table: {
      id: 7 + 1000 * ids.length,
      type: 'array',
      size: 8 * ids.length,
      edges: ids.map((id) => `session${id}`),
    },
    ...extra,
  };
  for (const id of ids) {
    spec[`session${id}`] = { id: 10_001 + id * 4, name: 'Session', size: 10, edges: [`text${id}`] };
    spec[`text${id}`] = { id: 10_003 + id * 4, type: 'string', name: 'text', size: 100 };
  }
  return spec;
}

describe('growth', () => {
  test('is booked on what was added, not on what it is made of', () => {
    const comparison = compare(server([1, 2]), server([2, 3, 4, 5]));

    expect(comparison.totalSizeDelta).toBe(2 * 118);
    expect(comparison.rows[0]).toEqual({
      constructorName: 'Session',
      location: undefined,
      isBookkeeping: false,
      count: 4,
      countDelta: 2,
      newCount: 3,
      deletedCount: 1,
      keptCount: 1,
      shallowSize: 40,
      shallowSizeDelta: 20,
      retainedSize: 440,
      retainedSizeDelta: 220,
      accountedSizeDelta: 220,
      exampleIds: [10_013, 10_017, 10_021],
    });
    expect(row(comparison, '(string)')).toMatchObject({ shallowSizeDelta: 200, accountedSizeDelta: 0 });
    expect(row(comparison, 'Map')).toMatchObject({ shallowSizeDelta: 16, accountedSizeDelta: 16 });
  });

  test('below a new closure is that of what the closure keeps', () => {
    const closure = (edges: readonly string[]): NodeSpec => ({
      id: 83 + 2 * edges.length,
      type: 'closure',
      name: 'listener',
      size: 30,
      edges: [...edges],
    });
    const list: NodeSpec = { id: 101, name: 'List', size: 700, edges: ['text'] };
    const text: NodeSpec = { id: 103, type: 'string', name: 'text', size: 900 };
    const kept: NodeSpec = { id: 3, name: 'Server', size: 50 };
    const before: HeapSpec = { root: [0, 'kept', 'old'], kept, old: { ...closure([]), size: 50 } };
    const after: HeapSpec = { root: [0, 'kept', 'fresh'], kept, fresh: closure(['list']), list, text };
    const table = compareConstructors(
      takeConstructorCensus(graphOf(after)),
      takeConstructorCensus(graphOf(before)),
      'growth',
    );

    expect(
      table.constructor.map(({ constructorName, accountedDiffBytes }) => [
        constructorName,
        accountedDiffBytes,
      ]),
    ).toEqual([
      ['List', 1600],
      ['(string)', 0],
      ['Server', 0],
      ['Function', -20],
    ]);
  });

  test('is that of an object in the place of another that held less', () => {
    const response = (id: number, size: number, text: number): HeapSpec => ({
      root: [0, 'response', 'cache'],
      response: { id, name: 'Response', size, edges: ['text'] },
      text: { id: id + 2, type: 'string', name: 'text', size: text },
      cache: { id: 3, name: 'Cache', size: 30 + (size % 10) },
    });
    const table = compareConstructors(
      takeConstructorCensus(graphOf(response(21, 40, 9000))),
      takeConstructorCensus(graphOf(response(11, 48, 100))),
      'growth',
    );

    expect(table.constructor.map((found) => [found.constructorName, found.sizeDiffBytes])).toEqual([
      ['Response', -8],
      ['(string)', 8900],
      ['Cache', -8],
    ]);
    expect(table.owners[0]).toMatchObject({ id: null, sizeDiffBytes: 8892 });
    expect(table.owners[0]!.largestNew).toEqual({ id: 21, constructorName: 'Response', sizeBytes: 9040 });
  });

  test('is held by the objects that were there before', () => {
    expect(compare(server([1, 2]), server([2, 3, 4, 5])).owners).toEqual([
      {
        id: 5,
        constructorName: 'Map',
        sizeDelta: 220,
        parts: [{ constructorName: 'Session', sizeDelta: 220 }],
        largestNew: { id: 10_013, constructorName: 'Session', size: 110 },
      },
    ]);
  });

  test('of a store inside of an old object is that object’s', () => {
    const before: HeapSpec = { root: [0, 'a', 'b'], a: [8], b: [8] };
    const shared: NodeSpec = { id: 99, type: 'array', size: 500 };
    const comparison = compare(
      {
        root: [0, 'top'],
        top: { id: 3, name: 'Top', size: 1, edges: ['a', 'b'] },
        a: { id: 5, size: 8 },
        b: { id: 7, size: 8 },
      },
      {
        root: [0, 'top'],
        top: { id: 3, name: 'Top', size: 1, edges: ['a', 'b'] },
        a: { id: 5, size: 8, edges: ['shared'] },
        b: { id: 7, size: 8, edges: ['shared'] },
        shared,
      },
    );

    expect(compare(before, before).rows.every(({ accountedSizeDelta }) => accountedSizeDelta === 0)).toBe(
      true,
    );
    expect(comparison.rows[0]).toMatchObject({ constructorName: 'Top', accountedSizeDelta: 500 });
  });
});

describe('order', () => {
  test('a shrinking entry never heads, however much it shrank', () => {
    const { rows } = compare(
      server([1, 2, 3, 4, 5, 6], { cache: { id: 81, name: 'Cache', size: 8 } }),
      server([1], { cache: { id: 81, name: 'Cache', size: 9 } }),
    );

    expect(rows[0]).toMatchObject({ constructorName: 'Cache', accountedSizeDelta: 1 });
    expect(rows[1]).toMatchObject({ constructorName: 'Session', accountedSizeDelta: -550 });
  });

  test('a heap that only shrank has what did not change neither before nor behind by luck', () => {
    const names = () =>
      compare(server([1, 2, 3]), server([1])).rows.map(({ constructorName }) => constructorName);

    expect(names()).toEqual(names());
  });
});

test('plain objects keep their name while they live', () => {
  const plain = (id: number, ...properties: string[]): NodeSpec => ({
    id,
    name: 'Object',
    size: 10,
    edges: properties.map((name) => ({ to: 'value', name })),
  });
  const value: NodeSpec = { id: 3, type: 'number' };
  const before = { root: [0, 'a', 'b'], a: plain(5, 'x', 'y'), b: plain(7, 'x'), value } as HeapSpec;
  const after = {
    root: [0, 'a', 'b', 'c', 'd'],
    a: plain(5, 'x', 'y'),
    b: plain(7, 'x'),
    c: plain(9, 'x', 'y'),
    d: plain(11, 'x', 'y'),
    value,
  } as HeapSpec;
  const comparison = compare(before, after);

  // {x, y} was too rare to have a name at first: the old one stays an Object, the new ones are named.
  expect(row(comparison, '{x, y}')).toMatchObject({ newCount: 2, deletedCount: 0, keptCount: 0 });
  expect(row(comparison, 'Object')).toMatchObject({ newCount: 0, deletedCount: 0, keptCount: 2 });
});

test('two processes are not matched by id', () => {
  const heap = (kind: string): HeapSpec => ({
    root: [0, 'a', 'b'],
    a: { name: `A${kind}`, size: 10, edges: ['c'] },
    b: { name: `B${kind}`, size: 20 },
    c: { name: 'C', size: 5 },
  });
  const comparison = compare(heap('x'), heap('y'));

  expect(comparison.isSameIsolate).toBe(false);
  expect(row(comparison, 'C')).toMatchObject({
    newCount: 1,
    deletedCount: 1,
    keptCount: 0,
    accountedSizeDelta: 0,
  });
  expect(row(comparison, 'Ay')).toMatchObject({ newCount: 1, accountedSizeDelta: 10 });
});

test('comparing is antisymmetric, and the rows add up', () => {
  fc.assert(
    fc.property(randomHeap(), randomHeap(), fc.array(fc.nat(40), { maxLength: 12 }), (one, other, shifts) => {
      const a = takeConstructorCensus(graphOf(named(one, [])));
      const b = takeConstructorCensus(graphOf(named(other, shifts)));
      const there = compareTo(b, a);
      const back = compareTo(a, b);
      const sum = (comparison: CensusComparison, key: 'accountedSizeDelta' | 'shallowSizeDelta') =>
        comparison.rows.reduce((total, growth) => total + growth[key], 0);

      expect(sum(there, 'accountedSizeDelta')).toBe(there.totalSizeDelta);
      expect(sum(there, 'shallowSizeDelta')).toBe(there.totalSizeDelta);
      expect(there.rows.map(toNumbers).toSorted()).toEqual(back.rows.map(toMirrored).toSorted());
    }),
    { numRuns: 300 },
  );
});

/** Classes by number, and ids of which some are the same in both heaps. */
function named(spec: RandomHeapSpec, shifts: readonly number[]): HeapSpec {
  return Object.fromEntries(
    Object.entries(spec).map(([key, node], at) => [
      key,
      { ...node, name: `Class${at % 4}`, id: 1 + 2 * (at + 100 * (shifts[at] ?? 0)) },
    ]),
  );
}

type Row = CensusComparison['rows'][number];
const toNumbers = (r: Row) =>
  [
    r.constructorName,
    r.newCount,
    r.deletedCount,
    r.countDelta,
    r.shallowSizeDelta,
    r.retainedSizeDelta,
    r.accountedSizeDelta,
  ].join();
const toMirrored = (r: Row) =>
  [
    r.constructorName,
    r.deletedCount,
    r.newCount,
    -r.countDelta || 0,
    -r.shallowSizeDelta || 0,
    -r.retainedSizeDelta || 0,
    -r.accountedSizeDelta || 0,
  ].join();

test('what a recorded program added is what the comparison names', () => {
  const version = recordedNames.find((name) => name.endsWith('before'))!.split('/')[0]!;
  const before = takeConstructorCensus(new HeapGraph(readText(recordedText(`${version}/before`))));
  const graph = new HeapGraph(readText(recordedText(`${version}/after`)));
  const comparison = compareTo(takeConstructorCensus(graph, { previous: before }), before);

  expect(comparison.rows.find(({ isBookkeeping }) => !isBookkeeping)).toMatchObject({
    constructorName: 'Conversation',
    newCount: 80,
    deletedCount: 20,
  });
  expect(row(comparison, 'Message')).toMatchObject({ newCount: 400, deletedCount: 100 });
  expect(row(comparison, '{role, content, tags}')).toMatchObject({ newCount: 80, deletedCount: 0 });
  expect(comparison.rows.reduce((sum, growth) => sum + growth.accountedSizeDelta, 0)).toBe(
    comparison.totalSizeDelta,
  );
  expect(JSON.stringify(comparison)).not.toContain('null');
});

test('the native objects of Node that grew most are told by themselves, attached or not', () => {
  const gzip = (count: number): HeapSpec => ({
    root: { id: 1, edges: Array.from({ length: count }, (_, n) => `memory${n}`) },
    ...Object.fromEntries(
      Array.from({ length: count }, (_, n) => {
        const name = n % 2 === 0 ? 'Node / zlib_memory' : 'Detached Node / zlib_memory';
        return [`memory${n}`, { id: 11 + 2 * n, type: 'native', name, size: 1000 }];
      }),
    ),
  });
  const censuses = [gzip(1), gzip(5)].map((spec) => takeConstructorCensus(graphOf(spec)));
  const [before, after] = censuses;

  const grown = compareConstructors(after!, before!, 'growth');
  expect(grown).toMatchObject({
    constructor: [],
    bookkeepingDiffBytes: 4000,
    nativeGrowth: { name: 'Node / zlib_memory', sizeDiffBytes: 4000 },
  });
  expect(compareConstructors(before!, after!, 'growth')).not.toHaveProperty('nativeGrowth');
});
