import { describe, expect, test } from 'vitest';
import { findSuspects } from '../../../src/analysis/leaks/find-suspects.ts';
import type { GrowthEvidence, SourceNames } from '../../../src/analysis/leaks/suspect.ts';
import { graphOf, type HeapSpec, type NodeSpec } from '../../helpers/heap-builder.ts';

const NO_NAMES: SourceNames = { locate: () => null, packageOf: () => null };

/** Nodes whose drawn name begins with "new" came while judging. */
function evidenceFor(spec: HeapSpec, iterations: number): GrowthEvidence {
  const ids = Object.entries(spec).flatMap(([key, node], ordinal) =>
    key.startsWith('new') ? [('id' in node ? node.id : undefined) ?? ordinal * 2 + 1] : [],
  );
  return { iterations, newIds: Uint32Array.from(ids).toSorted(), growing: [], outside: [] };
}

function suspectsOf(spec: HeapSpec, iterations = 10, names = NO_NAMES) {
  return findSuspects(graphOf(spec), evidenceFor(spec, iterations), names);
}

/** root ─ app ─ app.<property> ─ the holder. */
function heldByApp(property: string, holder: NodeSpec, others: HeapSpec): HeapSpec {
  return {
    root: { type: 'synthetic', name: '', edges: [{ to: 'app', type: 'shortcut', name: 1 }] },
    app: { name: 'App', size: 20, edges: [{ to: 'holder', name: property }] },
    holder,
    ...others,
  };
}

function many(count: number, node: (n: number) => NodeSpec): HeapSpec {
  return Object.fromEntries(Array.from({ length: count }, (_, n) => [`new${n}`, node(n)]));
}

const elements = (count: number, type = 'element') =>
  Array.from({ length: count }, (_, n) => ({
    to: `new${n}`,
    type,
    name: type === 'element' ? n : `key${n}`,
  }));

function path(suspect: { retainingPath: readonly { name: string; edge: string | null }[] }): string {
  return suspect.retainingPath
    .map(({ name, edge }) => `${name}${edge === null ? '' : ` ${edge}`}`)
    .join(' > ');
}

describe('a series of snapshots in which', () => {
  const suspectsWhen = (interval: (n: number) => number, growing: GrowthEvidence['growing'] = []) => {
    // A hundred ids between two snapshots.
    const lastIds = Array.from({ length: 11 }, (_, snapshot) => 1000 + 100 * snapshot);
    const items = many(20, (n) => ({ name: 'Item', size: 100, id: 1001 + 100 * interval(n) + 2 * n }));
    const spec = heldByApp('items', { name: 'Array', size: 16, edges: elements(20) }, items);
    const evidence = { ...evidenceFor(spec, 10), growing };
    return findSuspects(graphOf(spec), { ...evidence, lastIds }, NO_NAMES).map(({ kind }) => kind);
  };

  test('objects came in most intervals names what holds them', () => {
    expect(suspectsWhen((n) => n % 10)).toEqual(['unbounded-array']);
    expect(suspectsWhen((n) => 4 + (n % 6))).toEqual(['unbounded-array']);
  });

  test('all came at once, at the end or before, says nothing', () => {
    expect(suspectsWhen(() => 9)).toEqual([]);
    expect(suspectsWhen(() => 3)).toEqual([]);
  });

  test('none came any more says nothing', () => {
    expect(suspectsWhen((n) => n % 8)).toEqual([]);
  });

  test('one of two arrays that nothing tells apart is made anew each time names what the other gains', () => {
    const lastIds = Array.from({ length: 11 }, (_, snapshot) => 1000 + 100 * snapshot);
    const spec: HeapSpec = {
      root: { type: 'synthetic', name: '', edges: [{ to: 'stack', name: 1, type: 'element' }] },
      stack: {
        type: 'synthetic',
        name: '(Stack roots)',
        edges: [
          { to: 'kept', name: 0, type: 'element' },
          { to: 'last', name: 1, type: 'element' },
        ],
      },
      kept: { name: 'Array', size: 16, edges: elements(20) },
      last: { name: 'Array', size: 16, edges: elements(40).slice(20) },
      ...many(40, (n) => {
        const [name, size, interval] = n < 20 ? ['Kept', 100, n % 10] : ['Passing', 1000, 9];
        return { name, size, id: 1001 + 100 * interval + 2 * n };
      }),
    };
    const evidence = { ...evidenceFor(spec, 10), lastIds };
    const suspects = findSuspects(graphOf(spec), evidence, NO_NAMES);
    expect(suspects).toMatchObject([{ constructorName: 'Kept', perIteration: { count: 2, bytes: 200 } }]);
  });

  test('all are made anew each time, and more of them, names what holds them', () => {
    const growing = [{ constructorName: 'Item', perIteration: { count: 2, bytes: 200 } }];
    expect(suspectsWhen(() => 9, growing)).toEqual(['unbounded-array']);
  });

  test('some are made anew each time says nothing, where the class grows by others', () => {
    const spec: HeapSpec = {
      root: { type: 'synthetic', name: '', edges: [{ to: 'stack', name: 1, type: 'element' }] },
      stack: {
        type: 'synthetic',
        name: '(Stack roots)',
        edges: [
          { to: 'kept', name: 0, type: 'element' },
          { to: 'request', name: 1, type: 'element' },
        ],
      },
      kept: { name: 'Store', size: 16, edges: elements(200) },
      request: { name: 'Request', size: 16, edges: elements(240).slice(200) },
      ...many(240, (n) => ({ name: 'Item', size: 100, id: 1001 + 1000 * (n < 200 ? n % 10 : 9) + 2 * n })),
    };
    const lastIds = Array.from({ length: 11 }, (_, snapshot) => 1000 + 1000 * snapshot);
    const gainsWhen = (gone: number) => {
      const count = (240 - gone) / 10;
      const growing = [{ constructorName: 'Item', perIteration: { count, bytes: 100 * count } }];
      const evidence = { ...evidenceFor(spec, 10), lastIds, growing };
      return findSuspects(graphOf(spec), evidence, NO_NAMES).map(({ perIteration }) => perIteration.count);
    };
    expect(gainsWhen(40)).toEqual([20]);
    // The last request's is a small part of what came, whether one of the first was seen or not.
    expect(gainsWhen(0)).toEqual([20]);
  });

  test('larger texts replace the last gains bytes, and no tenth of a text', () => {
    const texts = many(2, (n) => ({ type: 'string', name: 'text', size: 5000, id: 1901 + 2 * n }));
    const spec = heldByApp('texts', { name: 'Array', size: 16, edges: elements(2) }, texts);
    const lastIds = Array.from({ length: 11 }, (_, snapshot) => 1000 + 100 * snapshot);
    const [suspect] = findSuspects(graphOf(spec), { ...evidenceFor(spec, 10), lastIds }, NO_NAMES);
    expect(suspect!.perIteration).toEqual({ bytes: 1000, count: 0 });

    const passing = many(2, (n) => ({ type: 'string', name: 'text', size: 100, id: 1901 + 2 * n }));
    const small = heldByApp('texts', { name: 'Array', size: 16, edges: elements(2) }, passing);
    expect(findSuspects(graphOf(small), { ...evidenceFor(small, 10), lastIds }, NO_NAMES)).toEqual([]);
  });
});

test('the text of code that the program makes hangs on the code, not on the debugger that looks at it', () => {
  const sources = many(20, () => ({ type: 'string', name: 'source', size: 500 }));
  const byDebugger = Object.keys(sources).map((to, n) => ({
    to,
    type: 'internal',
    name: `${n} / DevTools debugger`,
  }));
  const spec: HeapSpec = {
    root: {
      type: 'synthetic',
      name: '',
      edges: [
        { to: 'handles', name: 1, type: 'element' },
        { to: 'app', type: 'shortcut', name: 1 },
      ],
    },
    handles: { type: 'synthetic', name: '(Global handles)', edges: byDebugger },
    app: { name: 'App', size: 20, edges: [{ to: 'list', name: 'compiled' }] },
    list: { name: 'Array', size: 16, edges: elements(20) },
    ...sources,
  };
  expect(suspectsOf(spec).map(path)).toEqual(['(root) keeps > App .compiled > Array [*] > (string)']);
});

test('a list that was replaced once, of three intervals, is no suspect; a string may be', () => {
  const suspectsWith = (node: NodeSpec) => {
    const spec = heldByApp(
      'all',
      { name: 'Holder', size: 16, edges: [{ to: 'new0', name: 'list' }] },
      { new0: node },
    );
    const evidence = { ...evidenceFor(spec, 3), isProven: false };
    return findSuspects(graphOf(spec), evidence, NO_NAMES);
  };
  expect(suspectsWith({ name: 'Array', size: 20_000 })).toEqual([]);
  expect(suspectsWith({ type: 'string', name: 'text', size: 20_000 })).toHaveLength(1);
});

describe('what holds the new objects', () => {
  test('a map that gains one in a hundred iterations, where nothing grows faster', () => {
    const spec = heldByApp(
      'failed',
      { name: 'Array', size: 16, edges: elements(20) },
      many(20, () => ({ name: 'Failure', size: 10 })),
    );
    const perIteration = { count: 0.01, bytes: 0.1 };
    const rare = {
      ...evidenceFor(spec, 2000),
      growing: [
        { constructorName: 'Failure', perIteration },
        { constructorName: '(array)', perIteration: { count: 3, bytes: 900 } },
      ],
    };
    const frequent = {
      ...rare,
      growing: [{ constructorName: 'Failure', perIteration: { count: 1, bytes: 1 } }],
    };

    expect(findSuspects(graphOf(spec), rare, NO_NAMES)).toMatchObject([
      { constructorName: 'Failure', perIteration },
    ]);
    expect(findSuspects(graphOf(spec), frequent, NO_NAMES)).toEqual([]);
  });

  test('an array, and not each of the objects that came later, whose stores are as new', () => {
    // app ─┬─ items ── 10 Items, which are judged
    //      └─ latest ── 10 Items that came after them, each with a store of its own
    const later: HeapSpec = Object.fromEntries(
      Array.from({ length: 10 }, (_, n): [string, NodeSpec][] => {
        const edges = [{ to: `store${n}`, name: 'properties', type: 'internal' }];
        return [
          [`later${n}`, { name: 'Item', size: 100, id: 2001 + 4 * n, edges }],
          [`store${n}`, { type: 'array', name: '', size: 0, id: 2003 + 4 * n }],
        ];
      }).flat(),
    );
    const holders = heldByApp(
      'items',
      { name: 'Array', size: 16, edges: elements(10) },
      many(10, (n) => ({ name: 'Item', size: 100, id: 1001 + 2 * n })),
    );
    const app = {
      name: 'App',
      size: 20,
      edges: [
        { to: 'holder', name: 'items' },
        { to: 'latest', name: 'latest' },
      ],
    };
    const latest = {
      name: 'Array',
      size: 16,
      edges: Object.keys(later)
        .filter((key) => key.startsWith('later'))
        .map((to, n) => ({ to, type: 'element', name: n })),
    };

    const suspects = suspectsOf({ ...holders, app, latest, ...later });
    expect(suspects.map(({ reference }) => reference.name)).toEqual(['native handle App.items']);
  });

  test('an array', () => {
    const spec = heldByApp(
      'items',
      { name: 'Array', size: 16, edges: elements(10) },
      many(10, () => ({ name: 'Item', size: 100 })),
    );
    const [suspect, ...others] = suspectsOf(spec);
    expect(others).toEqual([]);
    expect(suspect).toMatchObject({
      kind: 'unbounded-array',
      constructorName: 'Item',
      perIteration: { bytes: 100, count: 1 },
      retainedBytes: 1000,
    });
    expect(path(suspect)).toBe('(root) keeps > App .items > Array [*] > Item');
    expect(suspect.retainingPath.map(({ verdict }) => verdict)).toEqual([
      'not-leaking',
      'not-leaking',
      'unknown',
      'leaking',
    ]);
    expect(suspect.retainingPath.filter(({ isSuspect }) => isSuspect).map(({ edge }) => edge)).toEqual([
      '.items',
      '[*]',
    ]);
  });

  test('an array of plain objects with arrays of other plain objects in them is no chain', () => {
    const plain = (property: string, to: string): NodeSpec => ({
      name: 'Object',
      size: 100,
      edges: [{ to, name: property }],
    });
    const list = (to: string): NodeSpec => ({
      name: 'Array',
      size: 16,
      edges: [{ to, type: 'element', name: 0 }],
    });
    const holder: NodeSpec = { name: 'Array', size: 16, edges: elements(10) };
    const spec = heldByApp('results', holder, {
      ...many(10, (n) => plain('parts', `newList${n}`)),
      ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`newList${n}`, list(`newPart${n}`)])),
      ...Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`newPart${n}`, plain('text', 'app')])),
    });
    const [suspect] = suspectsOf(spec);
    expect(suspect).toMatchObject({ kind: 'unbounded-array', perIteration: { bytes: 216, count: 1 } });
  });

  test('a Map, over its table', () => {
    const spec = heldByApp(
      'users',
      { name: 'Map', size: 16, edges: [{ to: 'table', type: 'internal' }] },
      {
        table: { type: 'array', name: '', size: 80, edges: elements(10, 'internal') },
        ...many(10, () => ({ name: 'User', size: 50 })),
      },
    );
    const [suspect] = suspectsOf(spec);
    expect(suspect.kind).toBe('unbounded-map');
    expect(path(suspect)).toContain('App .users > Map [*] > User');
  });

  test('an object whose keys come with the data', () => {
    const spec = heldByApp(
      'sessions',
      { name: 'Object', size: 16, edges: elements(20, 'property') },
      many(20, () => ({ name: 'Session', size: 50 })),
    );
    const [suspect] = suspectsOf(spec);
    expect(suspect.kind).toBe('object-as-map');
    expect(path(suspect)).toContain('.sessions > Object [*] > Session');
  });

  test('a linked list is one step, however long', () => {
    const spec = heldByApp(
      'trail',
      { name: 'Trail', size: 16, edges: [{ to: 'new0', name: 'head' }] },
      many(50, (n) => ({
        name: 'Entry',
        size: 10,
        edges: n < 49 ? [{ to: `new${n + 1}`, name: 'next' }] : [],
      })),
    );
    const [suspect] = suspectsOf(spec, 50);
    expect(suspect.kind).toBe('linked-list');
    const entry = suspect.retainingPath.at(-1)!;
    expect(entry).toMatchObject({ name: 'Entry', verdict: 'leaking' });
    expect(entry.hops).toBeGreaterThanOrEqual(49);
  });

  test('an array of trees, of which the roots count', () => {
    const list = (...members: number[]): NodeSpec => ({
      name: 'Array',
      size: 16,
      edges: members.map((n, at) => ({ to: `new${n}`, name: at, type: 'element' })),
    });
    const roots = Array.from({ length: 10 }, (_, n) => n * 3);
    const spec = heldByApp('trees', list(...roots), {
      ...many(30, (n) => ({
        name: 'Branch',
        size: 10,
        edges: n % 3 === 0 ? [{ to: `newKids${n}`, name: 'kids' }] : [],
      })),
      ...Object.fromEntries(roots.map((n) => [`newKids${n}`, list(n + 1, n + 2)])),
    });
    const [suspect] = suspectsOf(spec);
    expect(suspect).toMatchObject({ kind: 'unbounded-array', perIteration: { bytes: 46, count: 1 } });
  });

  test('one list in each of many older objects', () => {
    const users = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [
        `user${n}`,
        { name: 'User', size: 10, edges: [{ to: `log${n}`, name: 'log' }] },
      ]),
    );
    const logs = Object.fromEntries(
      Array.from({ length: 10 }, (_, n) => [
        `log${n}`,
        { name: 'Array', size: 10, edges: [{ to: `new${n}`, type: 'element', name: 0 }] },
      ]),
    );
    const holder = {
      name: 'Array',
      size: 16,
      edges: Object.keys(users).map((to, name) => ({ to, type: 'element', name })),
    };
    const [suspect] = suspectsOf(
      heldByApp('users', holder, { ...users, ...logs, ...many(10, () => ({ name: 'Event', size: 40 })) }),
    );
    expect(path(suspect)).toContain('Array [*] > User .log > Array [*] > Event');
  });
});

describe('what does not count', () => {
  test('weak edges, and a WeakMap table without its key', () => {
    const spec = heldByApp(
      'cache',
      { name: 'WeakMap', size: 16, edges: [{ to: 'table', type: 'internal', name: 'table' }] },
      {
        table: { type: 'array', name: '', id: 7, edges: [
          { to: 'new0', type: 'internal', name: '1 / part of key (Key @99) -> value (Value @9) pair in WeakMap (table @7)' },
        ] }, // prettier-ignore
        new0: { name: 'Value', id: 9, size: 100_000 },
        ...Object.fromEntries([1, 2, 3, 4].map((n) => [`new${n}`, { name: 'Value', size: 100 }])),
        lazy: {
          name: 'Registry',
          edges: [1, 2, 3, 4].map((n) => ({ to: `new${n}`, type: 'weak', name: String(n) })),
        },
      },
    );
    expect(suspectsOf(spec)).toEqual([]);
  });

  test("V8's table of unique strings", () => {
    const spec: HeapSpec = {
      root: { type: 'synthetic', name: '', edges: [{ to: 'table', name: 1, type: 'element' }] },
      table: { type: 'synthetic', name: '(Internalized strings)', edges: elements(10) },
      ...many(10, () => ({ type: 'string', name: 'name', size: 1000 })),
    };
    expect(suspectsOf(spec)).toEqual([]);
  });

  test('an ephemeron: the key keeps the value, under the name of its WeakMap', () => {
    const edgeName = '1 / part of key (App @3) -> value (Array @5) pair in WeakMap (table @9)';
    const spec: HeapSpec = {
      root: { type: 'synthetic', name: '', edges: [{ to: 'app', type: 'shortcut', name: 1 }, { to: 'scope', type: 'shortcut', name: 2 }] }, // prettier-ignore
      app: { name: 'App', id: 3, size: 20, edges: [{ to: 'holder', type: 'internal', name: edgeName }] },
      holder: { name: 'Array', id: 5, size: 16, edges: elements(10) },
      scope: { name: 'system / Context', id: 7, edges: [{ to: 'map', type: 'context', name: 'details' }] },
      table: { type: 'array', name: '', id: 9, edges: [{ to: 'holder', type: 'internal', name: edgeName }] },
      map: { name: 'WeakMap', id: 11, edges: [{ to: 'table', type: 'internal', name: 'table' }] },
      ...Object.fromEntries(
        Array.from({ length: 10 }, (_, n) => [`new${n}`, { name: 'Visit', id: 101 + 2 * n, size: 50 }]),
      ),
    };
    const [suspect] = suspectsOf(spec);
    expect(path(suspect)).toContain('App value in WeakMap details > Array [*] > Visit');
  });

  test("code and shapes: V8's own", () => {
    const spec = heldByApp(
      'code',
      { name: 'Array', size: 16, edges: elements(10) },
      many(10, () => ({ type: 'code', name: 'handle', size: 1000 })),
    );
    expect(suspectsOf(spec)).toEqual([]);
  });

  test('a cycle by itself: what kept it before keeps it, not the cycle', () => {
    const spec = heldByApp(
      'items',
      { name: 'Array', size: 16, edges: elements(10) },
      many(10, (n) => ({ name: 'Item', size: 100, edges: [{ to: `new${(n + 1) % 10}`, name: 'next' }, { to: 'app', name: 'owner' }] })), // prettier-ignore
    );
    const [suspect, ...others] = suspectsOf(spec);
    expect(others).toEqual([]);
    expect(path(suspect)).toContain('App .items > Array [*] > Item');
  });
});

describe('fingerprints', () => {
  const spec = (order: readonly number[]): HeapSpec =>
    heldByApp(
      'items',
      { name: 'Array', size: 16, edges: order.map((n) => ({ to: `new${n}`, type: 'element', name: n })) },
      Object.fromEntries(order.map((n) => [`new${n}`, { name: 'Item', size: 100 + n, id: 1001 + 6 * n }])),
    );
  const forward = Array.from({ length: 12 }, (_, n) => n);

  test('are the same whatever the order and the ids', () => {
    const fingerprints = [forward, forward.toReversed()].map(
      (order) => suspectsOf(spec(order))[0].fingerprint,
    );
    expect(fingerprints[0]).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprints[1]).toBe(fingerprints[0]);
  });

  test('differ for another reference', () => {
    const other = heldByApp(
      'others',
      spec(forward)['holder']!,
      many(12, () => ({ name: 'Item', size: 100 })),
    );
    expect(suspectsOf(other)[0].fingerprint).not.toBe(suspectsOf(spec(forward))[0].fingerprint);
  });

  test('the same heap gives the same bytes', () => {
    expect(JSON.stringify(suspectsOf(spec(forward)))).toBe(JSON.stringify(suspectsOf(spec(forward))));
  });
});

describe('outside the JavaScript heap', () => {
  const empty: HeapSpec = { root: { type: 'synthetic', name: '' } };
  const outside = (...series: GrowthEvidence['outside']) =>
    findSuspects(
      graphOf(empty),
      { iterations: 10, newIds: new Uint32Array(), growing: [], outside: series },
      NO_NAMES,
    );

  test('descriptors without an object', () => {
    expect(outside({ series: 'fileDescriptors', perIteration: 1 })).toMatchObject([
      { kind: 'unclosed-handles', perIteration: { bytes: 0, count: 1 }, retainingPath: [] },
    ]);
  });

  test('RSS follows other memory, and counts only alone', () => {
    expect(outside({ series: 'rss', perIteration: 5000 })).toMatchObject([{ kind: 'native-memory' }]);
    const both = outside(
      { series: 'rss', perIteration: 5000 },
      { series: 'arrayBuffers', perIteration: 4000 },
    );
    expect(both.map(({ kind }) => kind)).toEqual(['array-buffers']);
  });
});

describe('what grows in place', () => {
  const memory: HeapSpec = heldByApp(
    'memory',
    {
      name: 'WebAssembly.Memory',
      size: 16,
      edges: [{ to: 'buffer', type: 'internal', name: 'array_buffer' }],
    },
    {
      buffer: {
        name: 'ArrayBuffer',
        size: 16,
        edges: [{ to: 'store', type: 'internal', name: 'backing_store' }],
      },
      store: { type: 'native', name: 'system / JSArrayBufferData', size: 1_000_000 },
    },
  );
  const suspects = (perIteration: number) =>
    findSuspects(
      graphOf(memory),
      {
        iterations: 10,
        newIds: new Uint32Array(),
        growing: [],
        outside: [{ series: 'external', perIteration }],
      },
      NO_NAMES,
    );

  test('a WebAssembly memory that is as large as the growth is named', () => {
    const [suspect, ...others] = suspects(65_536);

    expect(others).toEqual([]);
    expect(suspect).toMatchObject({ kind: 'native-memory', perIteration: { bytes: 65_536, count: 0 } });
    expect(path(suspect!)).toContain('.memory');
  });

  test('one that is smaller than the growth is not to blame', () => {
    expect(suspects(1_000_000).map(({ retainingPath }) => retainingPath)).toEqual([[]]);
  });
});
