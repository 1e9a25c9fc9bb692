import { expect, test } from 'vitest';
import { mapHeap } from '../../../src/analysis/heap-map/heap-map.ts';
import type { HeapMap } from '../../../src/analysis/heap-map/results.ts';
import { ViewedHeap } from '../../../src/analysis/views/viewed-heap.ts';
import { type HeapSpec, type NodeSpec, graphOf, readText, snapshotText } from '../../helpers/heap-builder.ts';
import { HeapGraph } from '../../../src/graph/heap-graph.ts';
import { recordedNames, recordedText } from '../../helpers/recorded.ts';

function mapOf(spec: HeapSpec): HeapMap {
  const ownSize = readText(snapshotText(spec)).selfSize.slice();
  return mapHeap(new ViewedHeap(graphOf(spec), ownSize));
}

/** The names on the path to an object, from the root on. */
function pathTo({ list }: HeapMap, place: number): string[] {
  const names: string[] = [];
  for (let at = place; at >= 0; at = list.objects[at]![5]) {
    const [name, , , , , , , skipped] = list.objects[at]!;
    names.unshift(list.texts[name]!);
    if (skipped > 0) names.unshift(`… ${skipped} …`);
  }
  return names;
}

const placeOf = ({ list }: HeapMap, name: string): number =>
  list.objects.findIndex(([at]) => list.texts[at] === name);

// root ─ Server ─┬─ cache ─ 3 × User
//                └─ log ─── (also User 1)
const SERVER: HeapSpec = {
  root: { id: 1, edges: ['Server'] },
  Server: [100, 'cache', 'log'],
  cache: [50, 'user1', 'user2', 'user3'],
  log: [40, { to: 'user1', name: 'last' }],
  user1: { name: 'User', size: 1000 },
  user2: { name: 'User', size: 2000 },
  user3: { name: 'User', size: 3000 },
};

test('the boxes in a box add up to it', () => {
  const { boxes, totalSize } = mapOf(SERVER);
  expect(totalSize).toBe(6190);
  for (const [place, box] of boxes.entries()) {
    const inside = boxes.filter(({ parent }) => parent === place);
    if (inside.length > 0)
      expect(
        inside.reduce((sum, { size }) => sum + size, 0),
        box.name,
      ).toBe(box.size);
  }
  // The user that both hold is dominated by the server.
  const server = boxes.findIndex(({ name }) => name === 'Server');
  const inServer = boxes.filter(({ parent }) => parent === server);
  expect(inServer.map(({ kind, name, size }) => [kind, name, size])).toEqual([
    ['object', 'cache', 5050],
    ['object', 'User', 1000],
    ['group', 'log', 40],
    ['self', '', 100],
  ]);
});

test('an object is listed with its path and all that refer to it', () => {
  const map = mapOf(SERVER);
  const user1 = map.list.objects.findIndex(([, , , size]) => size === 1000);
  expect(pathTo(map, user1)).toEqual(['root', 'Server', 'cache', 'User']);
  const [, , , , , , , , count, retainers] = map.list.objects[user1]!;
  expect(count).toBe(2);
  expect(
    retainers.filter((_, i) => i % 2 === 0).map((at) => map.list.texts[map.list.objects[at]![0]]),
  ).toEqual(['cache', 'log']);
  expect(retainers.filter((_, i) => i % 2 === 1).map((at) => map.list.edges[at]!.name)).toEqual([
    'user1',
    'last',
  ]);
});

test('constructors have their largest objects and who refers to them', () => {
  const users = mapOf(SERVER).constructors.find(({ name }) => name === 'User')!;
  expect(users).toMatchObject({ count: 3, shallowSize: 6000, retainedSize: 6000 });
  expect(users.objects).toHaveLength(3);
  expect(users.holders.map(({ constructorName, heldCount }) => [constructorName, heldCount])).toEqual(
    expect.arrayContaining([['log', 1]]),
  );
});

test('the middle of a way of a thousand hops is left out, and the number of hops told', () => {
  const spec: Record<string, NodeSpec> = { root: { id: 1, edges: ['node0'] } };
  for (let i = 0; i < 1000; i++)
    spec[`node${i}`] = { name: 'Link', size: 10, edges: i < 999 ? [`node${i + 1}`] : ['end'] };
  spec.end = { name: 'End', size: 5000 };
  const map = mapOf(spec);
  const path = pathTo(map, placeOf(map, 'End'));
  const gaps = path.filter((name) => name.startsWith('…')).map((name) => Number(/\d+/.exec(name)![0]));
  expect(path[0]).toBe('root');
  expect(path.at(-1)).toBe('End');
  expect(path.length).toBeLessThan(200);
  expect(path.length - gaps.length + gaps.reduce((sum, gap) => sum + gap, 0)).toBe(1002);
});

test.each(recordedNames)('a real heap (%s): boxes add up, and every place is one', async (name) => {
  const tables = readText(recordedText(name));
  const ownSize = tables.selfSize.slice();
  const map = mapHeap(new ViewedHeap(new HeapGraph(tables), ownSize));
  const sums = map.boxes.map(() => 0);
  for (const { parent, size } of map.boxes) if (parent >= 0) sums[parent]! += size;
  for (const [place, box] of map.boxes.entries()) if (sums[place]! > 0) expect(sums[place]).toBe(box.size);
  const { objects, texts, edges } = map.list;
  for (const [place, [text, type, , , , holder, edge, , , retainers]] of objects.entries()) {
    expect(texts[text]).toBeTypeOf('string');
    expect(texts[type]).toBeTypeOf('string');
    expect(holder).toBeLessThan(place);
    expect(holder < 0 ? edge === -1 : edges[edge] !== undefined).toBe(true);
    for (const at of retainers) expect(at).toBeGreaterThanOrEqual(0);
  }
  expect(JSON.stringify(map).length).toBeLessThan(2 ** 20);
});
