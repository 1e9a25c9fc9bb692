import { describe, expect, test } from 'vitest';
import { MemprofError } from '../../../src/base/errors.ts';
import { accessPath } from '../../../src/analysis/views/access-path.ts';
import { viewDominators } from '../../../src/analysis/views/dominators.ts';
import { viewDrops } from '../../../src/analysis/views/drops.ts';
import { findObjects } from '../../../src/analysis/views/find-objects.ts';
import { Largest } from '../../../src/analysis/views/largest.ts';
import { viewPath } from '../../../src/analysis/views/path.ts';
import { viewRetainers } from '../../../src/analysis/views/retainers.ts';
import { checkView } from '../../../src/analysis/views/run-view.ts';
import { viewStrings } from '../../../src/analysis/views/strings.ts';
import { viewSummary } from '../../../src/analysis/views/summary.ts';
import { pathText } from '../../../src/report/views/words.ts';
import { type HeapSpec, type NodeSpec, snapshotObject } from '../../helpers/heap-builder.ts';
import { openHeap } from './known-heap.ts';

const open = (spec: HeapSpec) =>
  openHeap(
    (async function* () {
      yield JSON.stringify(snapshotObject(spec));
    })(),
    '/',
  );

/** `count` nodes called `name`, with keys `name0` and so on. */
const many = (
  name: string,
  count: number,
  spec: (i: number) => object = () => ({}),
): Record<string, NodeSpec> =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [`${name}${i}`, { name, size: 10, ...spec(i) }]),
  );

const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return error instanceof MemprofError ? error.code : 'no MemprofError';
  }
  return 'no error';
};

describe('drops', () => {
  test('stop at the object that falls apart, not at those above', async () => {
    //  root ─ app ─ cache ─ 100 × Entry
    const heap = await open({
      root: { edges: ['app'] },
      app: { size: 10, edges: ['cache'] },
      cache: { name: 'Cache', size: 10, edges: Array.from({ length: 100 }, (_, i) => `Entry${i}`) },
      ...many('Entry', 100),
    });
    const { rows } = viewDrops(heap, { limit: 10 });
    expect(
      rows.map(({ object, shape, partCount, mostly }) => [object.name, shape, partCount, mostly.count]),
    ).toEqual([['Cache', 'fan', 100, 100]]);
  });

  test('are none in a heap that is spread out', async () => {
    const heap = await open({ root: { edges: ['a', 'b'] }, a: { size: 10 }, b: { size: 10 } });
    expect(viewDrops(heap, { limit: 10 }).rows).toEqual([]);
  });
});

describe('merged paths', () => {
  test('branch where ways part, and count objects', async () => {
    //  root ─ app ─┬─ left ── 3 × Leaf
    //              └─ right ─ 2 × Leaf
    const heap = await open({
      root: { edges: ['app'] },
      app: { size: 1, edges: ['left', 'right'] },
      left: { size: 1, edges: [0, 1, 2].map((i) => ({ to: `Leaf${i}`, type: 'element', name: i })) },
      right: { size: 1, edges: [3, 4].map((i) => ({ to: `Leaf${i}`, type: 'element', name: i })) },
      ...many('Leaf', 5),
    });
    const app = viewPath(heap, { limit: 10 }, 'Leaf').root.children[0]!;
    expect(app).toMatchObject({ constructorName: 'app', count: 5, objectCount: 1 });
    expect(app.children).toMatchObject([
      { constructorName: 'left', count: 3, children: [{ count: 3, objectCount: 3 }] },
      { constructorName: 'right', count: 2, children: [{ count: 2, objectCount: 2 }] },
    ]);
    const one = viewPath(heap, { limit: 1 }, 'Leaf').root.children[0]!;
    expect(one).toMatchObject({ cutChildren: 1, children: [{ constructorName: 'left' }] });
  });

  test('show hops that alternate once', async () => {
    //  root ─ Promise0 ─ Reaction0 ─ Promise1 ─ Reaction1 ─ …
    const heap = await open({
      root: { edges: [{ to: 'Promise0', name: 'first' }] },
      ...many('Promise', 20, (i) => ({ edges: [{ to: `Reaction${i}`, name: 'reaction' }] })),
      ...many('Reaction', 20, (i) => ({ edges: i < 19 ? [{ to: `Promise${i + 1}`, name: 'next' }] : [] })),
    });
    const path: string[] = [];
    let node = viewPath(heap, { limit: 10 }, 'Reaction').root;
    for (; node.children.length > 0; node = node.children[0]!) path.push(node.constructorName);
    expect([...path, node.constructorName].length).toBeLessThanOrEqual(6);
  });

  test.each([1, 2, 3, 4])('show a list of %d hops a link once', async (period) => {
    const links = 300;
    const kinds = Array.from({ length: period }, (_, i) => `Kind${i}_`);
    const next = (i: number) => ({
      to: `${kinds[i % period]}${Math.floor(i / period)}`,
      name: `to${i % period}`,
    });
    const spec: Record<string, NodeSpec> = { root: { edges: [next(0)] } };
    for (let i = 0; i < links * period; i++) {
      const { to } = next(i);
      spec[to] = {
        name: kinds[i % period]!,
        size: 10,
        edges: i + 1 < links * period ? [next(i + 1)] : [],
      };
    }
    let depth = 0;
    let node = viewPath(await open(spec), { limit: 10 }, kinds.at(-1)!).root;
    for (; node.children.length > 0; node = node.children[0]!) depth++;
    expect(depth).toBeLessThanOrEqual(2 * period);
  });

  test('end at a depth that can be printed', async () => {
    const spec: Record<string, NodeSpec> = { root: { edges: ['Odd0'] } };
    for (let i = 0; i < 3000; i++)
      spec[`Odd${i}`] = {
        name: i === 2999 ? 'Last' : `Class${i}`,
        size: 1,
        edges: i < 2999 ? [`Odd${i + 1}`] : [],
      };
    const heap = await open(spec);
    const text = JSON.stringify(viewPath(heap, { limit: 10 }, 'Last'));
    expect(text.length).toBeGreaterThan(1000);
    expect(JSON.stringify(viewDominators(heap, { limit: 1, depth: 1e9 })).length).toBeGreaterThan(1000);
    expect(JSON.stringify(viewRetainers(heap, { limit: 10, depth: 1e9 }, 'Last')).length).toBeGreaterThan(
      1000,
    );
  });

  test('say when only weak references lead there', async () => {
    const heap = await open({ root: { edges: [{ to: 'a', type: 'weak' }] }, a: { size: 1 } });
    expect(viewPath(heap, { limit: 1 }, 'a')).toMatchObject({ count: 1, unreachableCount: 1 });
  });
});

test('what a module holds is named by its file, not by how Node gets at the module', async () => {
  const heap = await open({
    root: { edges: ['cache'] },
    cache: { size: 1, edges: [{ to: 'module', name: '/app/data.cjs' }] },
    module: {
      name: 'Module',
      size: 1,
      edges: [
        { to: 'file', name: 'filename' },
        { to: 'exported', name: 'exports' },
      ],
    },
    file: { type: 'string', name: '/app/data.cjs', size: 16 },
    exported: { size: 1, edges: [{ to: 'items', name: 'items' }] },
    items: { size: 1 },
  });
  expect(pathText(accessPath(heap, 5))).toBe('app/data.cjs: exports.items');
});

test('retainers go round no circle', async () => {
  const heap = await open({
    root: { edges: ['parent'] },
    parent: { size: 1, edges: ['child'] },
    child: { size: 1, edges: ['parent'] },
  });
  const { groups } = viewRetainers(heap, { limit: 10, depth: 50 }, 'child');
  const depth = (list: typeof groups): number => (list.length === 0 ? 0 : 1 + depth(list[0]!.retainers));
  expect(depth(groups)).toBeLessThan(4);
});

test('duplicates in concatenated strings are found by their text, their halves are none', async () => {
  const text = (name: string) => ({ type: 'string', name, size: 16 });
  const joined = { type: 'concatenated string', size: 32, edges: [
    { to: 'head', type: 'internal', name: 'first' }, { to: 'tail', type: 'internal', name: 'second' }] }; // prettier-ignore
  const heap = await open({
    root: { edges: ['a', 'b', 'c'] },
    a: joined,
    b: joined,
    c: joined,
    head: text('head'),
    tail: text('tail'),
  });
  const { rows, wastedSize } = viewStrings(heap, { limit: 10 });
  expect(rows).toMatchObject([{ text: 'headtail', count: 3, isConcatenated: true, wastedSize: 64 }]);
  expect(wastedSize).toBe(64);
});

test('the summary of an empty heap has no answers, and no error', async () => {
  const heap = await open({ root: {} });
  expect(viewSummary(heap, { limit: 5 })).toMatchObject({ totalSize: 0, drops: [], nodeCount: 1 });
});

describe('targets', () => {
  const heap = open({
    root: { edges: ['a', 'b'] },
    a: { name: 'Session', id: 17, size: 1 },
    b: { name: '__proto__', size: 1 },
  });

  test('are ids or constructors', async () => {
    expect(findObjects(await heap, '@17')).toMatchObject({ target: '@17', nodes: Uint32Array.of(1) });
    expect(findObjects(await heap, '17').nodes).toEqual(Uint32Array.of(1));
    expect(findObjects(await heap, 'Session').nodes).toEqual(Uint32Array.of(1));
    expect(findObjects(await heap, '__proto__').nodes).toEqual(Uint32Array.of(2));
  });

  test('that are not there have neighbours', async () => {
    const wanted = await heap;
    expect(codeOf(() => findObjects(wanted, '@4711'))).toBe('NOT_FOUND');
    expect(() => findObjects(wanted, 'session')).toThrow(/"Session"/);
    expect(() => findObjects(wanted, 'Sesion')).toThrow(/"Session"/);
    expect(() => findObjects(wanted, '\u009b2J\u001b[2J')).toThrow(/"\\u009b2J\\u001b\[2J"/);
    expect(() => findObjects(wanted, 'constructor')).toThrow(/view "constructors" lists all/);
  });
});

test('views that are none, or targets missing or too much, are refused', () => {
  expect(codeOf(() => checkView('toString', undefined))).toBe('BAD_USAGE');
  expect(() => checkView('constructor', undefined)).toThrow(/constructors/);
  expect(() => checkView('path', undefined)).toThrow(/needs an id or a constructor/);
  expect(() => checkView('strings', 'Map')).toThrow(/takes no "Map"/);
  expect(checkView('dominators', undefined)).toBe('dominators');
});

test('Largest keeps the largest, ties in order', () => {
  const sizes = [5, 9, 1, 9, 7, 5];
  const largest = new Largest(4, (node) => sizes[node]!);
  for (const node of sizes.keys()) largest.offer(node);
  expect(largest.nodes).toEqual([1, 3, 4, 0]);
  const none = new Largest(0, () => 1);
  none.offer(3);
  expect(none.nodes).toEqual([]);
});
