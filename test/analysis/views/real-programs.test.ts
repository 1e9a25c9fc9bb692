import { beforeAll, describe, expect, test } from 'vitest';
import { viewAsyncStores } from '../../../src/analysis/views/async-stores.ts';
import { viewBuffers } from '../../../src/analysis/views/buffers.ts';
import { viewClosures } from '../../../src/analysis/views/closures.ts';
import { type Collection, viewCollections } from '../../../src/analysis/views/collections.ts';
import { viewConstructors } from '../../../src/analysis/views/constructors.ts';
import { viewDominators } from '../../../src/analysis/views/dominators.ts';
import { viewDrops } from '../../../src/analysis/views/drops.ts';
import { viewGlobals } from '../../../src/analysis/views/globals.ts';
import { viewListeners } from '../../../src/analysis/views/listeners.ts';
import { viewModules } from '../../../src/analysis/views/modules.ts';
import { viewPath } from '../../../src/analysis/views/path.ts';
import { viewPromises } from '../../../src/analysis/views/promises.ts';
import { viewRetainers } from '../../../src/analysis/views/retainers.ts';
import { viewSlices } from '../../../src/analysis/views/slices.ts';
import { viewStrings } from '../../../src/analysis/views/strings.ts';
import { viewSummary } from '../../../src/analysis/views/summary.ts';
import { viewTimers } from '../../../src/analysis/views/timers.ts';
import type { ViewedHeap } from '../../../src/analysis/views/viewed-heap.ts';
import { pathText } from '../../../src/report/views/words.ts';
import { recordKnownHeap } from './known-heap.ts';

const ALL = { limit: 10_000 };
let heap: ViewedHeap;
beforeAll(async () => {
  heap = await recordKnownHeap();
});

describe('listeners', () => {
  test('of an EventEmitter, an EventTarget and an AbortSignal are counted', () => {
    const rows = viewListeners(heap, ALL).rows.filter(({ path }) =>
      pathText(path).startsWith('global.known'),
    );
    const counts = rows.map(({ kind, constructorName, event, count }) => [
      kind,
      constructorName,
      event,
      count,
    ]);
    expect(counts.slice(0, 3)).toEqual([
      ['EventEmitter', 'Bus', 'tick', 1000],
      ['EventTarget', 'EventTarget', 'ping', 300],
      ['AbortSignal', 'AbortSignal', 'abort', 200],
    ]);
    expect(rows[0]!.listeners).toMatchObject([
      { count: 1000, listener: { place: { file: 'program.cjs', isInternal: false } } },
    ]);
  });

  test('passed to once() are named, not their wrapper', () => {
    const row = viewListeners(heap, ALL).rows.find(({ event }) => event === 'end')!;
    expect(row.listeners[0]!.listener.functionName).toBe('onEnd');
  });

  test('of events called like properties of every object are counted', () => {
    const events = viewListeners(heap, ALL)
      .rows.filter(({ path }) => pathText(path) === 'global.known.hostileEvents')
      .map(({ event }) => event);
    expect(events).toEqual(expect.arrayContaining(['__proto__', 'constructor', '\u001b[2Jwiped']));
  });
});

describe('timers', () => {
  test('are grouped by callback and delay', () => {
    const { rows } = viewTimers(heap, ALL);
    const own = rows.filter(({ callback }) => callback.place?.file === 'program.cjs');
    expect(
      own.map(({ kind, delayMs, count, callback }) => [kind, delayMs, count, callback.functionName]),
    ).toEqual(
      expect.arrayContaining([
        ['setTimeout', 2e8, 50, 'onTimeout'],
        ['setInterval', 1e8, 3, 'onInterval'],
        ['setTimeout', 3e8, 40, 'inRequest'],
      ]),
    );
    expect(own).toHaveLength(3);
  });

  test('that were cleared do not wait', () => {
    const { timerCount, doneCount } = viewTimers(heap, ALL);
    expect(timerCount).toBe(93);
    expect(doneCount).toBeGreaterThanOrEqual(1);
  });
});

describe('promises', () => {
  test('that are pending tell what waits for them', () => {
    const { rows } = viewPromises(heap, ALL);
    const own = rows.filter(({ waiting }) => waiting.place?.file === 'program.cjs');
    expect(
      own.map(({ kind, waiting, count, promiseCount }) => [kind, waiting.functionName, count, promiseCount]),
    ).toEqual([
      ['await', 'waiter', 30, 1],
      ['then', 'whenDone', 70, 70],
    ]);
    // Each of the 30 keeps an array of 100 pointers.
    expect(own[0]!.retainedSize).toBeGreaterThan(30 * 100 * 8);
  });

  test('that are settled are not pending', () => {
    const { pendingCount, promiseCount } = viewPromises(heap, ALL);
    expect(pendingCount).toBe(71);
    expect(promiseCount).toBeGreaterThanOrEqual(71 + 2);
  });
});

test('stores of AsyncLocalStorage are counted with what keeps them', () => {
  const row = viewAsyncStores(heap, ALL).rows.find(({ constructorName }) => constructorName === 'Request')!;
  expect(row.storeCount).toBe(40);
  expect(row.holders).toContainEqual({ constructorName: 'Timeout', count: 40 });
  expect([null, 'requests']).toContain(row.storage);
  expect(row.retainedSize).toBeGreaterThan(40 * 200);
});

describe('collections', () => {
  const at = (name: string): Collection =>
    viewCollections(heap, ALL).rows.find(({ path }) => pathText(path) === `global.known.${name}`)!;

  test.each([
    ['map', 'Map', 4000],
    ['set', 'Set', 2000],
    ['list', 'Array', 1500],
    ['record', 'object', 4000],
    ['weak', 'WeakMap', 100],
    ['keys', 'Array', 100],
  ])('%s is a %s with %d entries', (name, kind, entries) => {
    const collection = at(name);
    expect(collection).toMatchObject({ kind, entries });
    expect(collection.capacity).toBeGreaterThanOrEqual(entries);
    expect(collection.size).toBeGreaterThan(entries * 8);
  });

  test('of nothing but numbers do not pretend to know how many', () => {
    expect(at('numbers')).toMatchObject({ kind: 'Map', entries: null, capacity: 4096 });
  });

  test('that are empty are counted', () => {
    const total = viewCollections(heap, ALL).totals.find(({ kind }) => kind === 'Map')!;
    expect(total.emptyCount).toBeGreaterThanOrEqual(100);
  });
});

test('buffers are counted once, with their owners', () => {
  const { owners, rows } = viewBuffers(heap, ALL);
  const held = (name: string) => owners.filter(({ label }) => label?.name === name);
  expect(held('blobs')).toMatchObject([{ viewName: 'Buffer', count: 20, size: 2_000_000 }]);
  const memory = rows.find(({ size }) => size === 1_000_000)!;
  expect(memory.viewCount).toBe(2);
});

test('a slice that keeps a long string is found', () => {
  const row = viewSlices(heap, ALL).rows.find(({ path }) => pathText(path) === 'global.known.slice')!;
  expect(row).toMatchObject({ kind: 'string', sliceCount: 1, isKeptBySlicesAlone: true });
  expect(row.size).toBeGreaterThan(500_000);
});

test('duplicate strings are counted, with who holds them', () => {
  const row = viewStrings(heap, ALL).rows.find(({ text }) => text === 'the same text again')!;
  expect(row).toMatchObject({ count: 100, wastedSize: 99 * row.eachSize, isConcatenated: false });
  expect(row.holder).toMatchObject({ label: { kind: 'index', name: null }, constructorName: 'Array' });
});

test('a context tells its functions and the variable that keeps most', () => {
  const row = viewClosures(heap, ALL).rows.find(({ variables }) => variables[0]?.name === 'captured')!;
  expect(row.functions.map(({ functionName }) => functionName).toSorted()).toEqual(['bystander', 'user']);
  expect(row).toMatchObject({ contextCount: 1, closureCount: 2 });
  expect(row.variables[0]!.retainedSize).toBeGreaterThan(5000 * 8);
});

test("globals of the program are listed, Node's own are not", () => {
  const names = viewGlobals(heap, ALL).rows.map(({ name }) => name);
  expect(names).toEqual(['known']);
});

test('modules tell the program from Node', () => {
  const { rows } = viewModules(heap, ALL);
  expect(rows.filter(({ isNode }) => isNode)).toHaveLength(1);
  const program = rows.find(({ isNode, packageName }) => !isNode && packageName === null)!;
  expect(program).toMatchObject({ scriptCount: 1 });
  expect(program.instanceCount).toBeGreaterThanOrEqual(4000 + 3000 + 40);
});

test('constructors are counted, with the place of the class', () => {
  const row = viewConstructors(heap, ALL).rows.find(({ constructorName }) => constructorName === 'Widget')!;
  expect(row).toMatchObject({ count: 4000, place: { file: 'program.cjs', line: 10 } });
});

describe('drops', () => {
  test('are found where many small objects hang off one', () => {
    const drop = viewDrops(heap, ALL).rows.find(({ path }) => pathText(path) === 'global.known.map')!;
    expect(drop).toMatchObject({
      shape: 'fan',
      isInternal: false,
      mostly: { constructorName: 'Widget', count: 4000 },
    });
  });

  test('of linked lists are found at their head, and there alone', () => {
    const lists = viewDrops(heap, ALL).rows.filter(({ shape }) => shape === 'list');
    expect(lists).toMatchObject([
      { constructorName: 'Link', mostly: { constructorName: 'Link', count: 2999 } },
    ]);
    expect(pathText(lists[0]!.path)).toBe('global.known.linked');
  });
});

describe('paths', () => {
  test('to all objects of a constructor are one', () => {
    const view = viewPath(heap, ALL, 'Widget');
    expect(view).toMatchObject({ count: 4000, unreachableCount: 0 });
    const names: string[] = [];
    let node = view.root;
    for (; node.children.length > 0; node = node.children[0]!) {
      expect(node.children).toHaveLength(1);
      names.push(node.constructorName);
    }
    expect(names.at(-2)).toBe('Map');
    expect(node).toMatchObject({ constructorName: 'Widget', objectCount: 4000, count: 4000 });
  });

  test('through a linked list show equal hops once', () => {
    const view = viewPath(heap, ALL, 'Link');
    let node = view.root;
    while (node.children.length > 0) node = node.children[0]!;
    expect(node).toMatchObject({ constructorName: 'Link', repeats: 2999 });
  });

  test('avoid what is to be ignored', () => {
    const map = viewCollections(heap, ALL).rows.find(({ path }) => pathText(path) === 'global.known.map')!;
    const view = viewPath(heap, { ...ALL, ignore: [map.object.id] }, 'Widget');
    expect(view).toMatchObject({ count: 4000, unreachableCount: 4000 });
  });
});

test('retainers name the Map, not its table', () => {
  const { groups } = viewRetainers(heap, ALL, 'Widget');
  expect(groups[0]).toMatchObject({
    label: { kind: 'entry', name: null },
    constructorName: 'Map',
    retainerCount: 1,
    referredCount: 4000,
  });
});

test('dominators start below the global object', () => {
  const [top] = viewDominators(heap, { limit: 3 }).rows;
  expect(pathText(top!.path)).toBe('global.known');
  expect(top!.children.length).toBeGreaterThan(0);
});

test('kinds of nodes add up to the heap', () => {
  const { kinds, totalSize } = viewSummary(heap, ALL);
  expect(kinds.reduce((sum, { size }) => sum + size, 0)).toBe(totalSize);
  expect(kinds.find(({ kind }) => kind === 'array buffers')!.size).toBeGreaterThanOrEqual(3_000_000);
});
