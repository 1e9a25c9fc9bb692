import { expect, test } from 'vitest';
import { groupAllocations } from '../../src/allocations/group.ts';
import type { GroupOptions } from '../../src/allocations/row-sums.ts';
import type { AllocationProfile } from '../../src/allocations/profile.ts';
import { profile, resolver, scaled, type NodeSpec } from './profile-builder.ts';

const KB100 = 100_000;
const S = scaled(KB100, 1);

function sizes(
  spec: NodeSpec | AllocationProfile,
  options: Partial<GroupOptions> = {},
): Record<string, number> {
  const of = 'frameOf' in spec ? spec : profile(spec);
  const { rows } = groupAllocations(of, { by: 'lineno', resolve: resolver(), hide: [], ...options });
  return Object.fromEntries(rows.map((row) => [row.key, row.sizeBytes]));
}

/** One sampled object of 100 KB, which V8 does not scale much. */
const one = { objects: [[KB100, 1]] } as const;

test('allocations of one function under several callers are one row', () => {
  //  main ─┬─ a ── load (1)
  //        └─ b ── load (1)
  const spec = {
    calls: {
      '/app/main.js:1 ': {
        calls: {
          '/app/a.js:3 a': { calls: { '/app/load.js:7 load': one } },
          '/app/b.js:4 b': { calls: { '/app/load.js:7 load': one } },
        },
      },
    },
  };

  expect(sizes(spec)).toEqual({ 'load.js:7 load': 2 * S });
});

test('a row says where, what, how much, and that the line is that of the function', () => {
  const spec = {
    calls: { '/app/node_modules/express/lib/router.js:12 handle': { objects: [[KB100, 3]] } },
  } as const;
  const { rows } = groupAllocations(profile(spec), { by: 'lineno', resolve: resolver() });

  expect(rows).toEqual([
    {
      key: 'node_modules/express/lib/router.js:12 handle',
      payer: 'user',
      file: 'node_modules/express/lib/router.js',
      line: 12,
      column: 1,
      functionName: 'handle',
      packageName: 'express',
      packageVersion: '4.18.2',
      precision: 'function',
      sizeBytes: scaled(KB100, 3),
      count: 3,
      averageBytes: KB100,
    },
  ]);
});

test('what builtins and Node allocate is charged to the nearest frame of the program', () => {
  //  main ── load ── readFile (node) ── from (builtin)
  const spec = {
    calls: {
      '/app/main.js:1 ': {
        calls: {
          '/app/load.js:7 load': { calls: { 'node:fs:440 readFile': { ...one, calls: { from: one } } } },
        },
      },
    },
  };

  expect(sizes(spec)).toEqual({ 'load.js:7 load': 2 * S });
});

test('what no frame of the program caused is one row for Node and one for V8', () => {
  const spec = {
    calls: {
      'node:net:10 onconnection': { ...one, calls: { Map: one } },
      'node:http:20 parse': one,
      '(GC)': one,
      map: { calls: { 'node:internal/errors:1 f': one } },
    },
  };

  expect(sizes(spec)).toEqual({ '(node internals)': 4 * S, '(V8)': S });
  expect(sizes(spec, { hide: ['node'] })).toEqual({ '(V8)': S });
});

test("memprof's own allocations are not the caller's", () => {
  //  main ─┬─ mark (memprof) ── now (node)
  //        └─ work
  const spec = {
    calls: {
      '/app/main.js:1 ': {
        calls: {
          '/memprof/agent/marks.js:5 mark': { ...one, calls: { 'node:perf_hooks:3 now': one } },
          '/app/work.js:2 work': one,
        },
      },
    },
  };
  const table = groupAllocations(profile(spec), { by: 'lineno', resolve: resolver() });

  expect(table.rows.map((row) => row.key)).toEqual(['work.js:2 work']);
  expect(table.hidden.sizeBytes).toBe(2 * S);
  expect(sizes(spec)).toEqual({ '(memprof)': 2 * S, 'work.js:2 work': S });
});

test('a program that memprof calls is charged all the same', () => {
  const spec = {
    calls: { '/memprof/agent/iterate.mjs:9 rounds': { calls: { '/app/a.js:1 iteration': one } } },
  };

  expect(sizes(spec)).toEqual({ 'a.js:1 iteration': S });
});

test('loading TypeScript is charged to the loader, and the compiler too when the loader called it', () => {
  //  main ─┬─ require (node) ── tsx ── esbuild
  //        └─ build ── esbuild
  const esbuild = '/app/node_modules/esbuild/lib/main.js:50 transformSync';
  const spec = {
    calls: {
      '/app/main.js:1 ': {
        calls: {
          'node:internal/modules/cjs/loader:9 require': {
            calls: {
              '/app/node_modules/tsx/dist/register.cjs:1 load': { ...one, calls: { [esbuild]: one } },
            },
          },
          '/app/build.js:2 build': { calls: { [esbuild]: one } },
        },
      },
    },
  };

  expect(sizes(spec)).toEqual({
    '(loader)': 2 * S,
    'node_modules/esbuild/lib/main.js:50 transformSync': S,
  });
});

test('a compiler that Node imported for the loader is the loader, and without one a package', () => {
  const esbuild = '/app/node_modules/esbuild/lib/main.js:1 ';
  const imported = { 'node:internal/modules/esm/translators:9 cjs': { calls: { [esbuild]: one } } };
  const tsx = { '/app/node_modules/tsx/dist/register.cjs:1 load': one };

  expect(sizes({ calls: { ...imported, ...tsx } })).toEqual({ '(loader)': 2 * S });
  expect(sizes({ calls: imported })).toEqual({ 'node_modules/esbuild/lib/main.js:1 (top level)': S });
});

test('a module that the loader runs is charged for its own allocations', () => {
  const spec = {
    calls: { '/app/node_modules/tsx/dist/register.cjs:1 load': { calls: { '/app/main.ts:1 ': one } } },
  };

  expect(sizes(spec)).toEqual({ 'main.ts:1 (top level)': S });
});

test('code made from a string is a script without a name', () => {
  expect(sizes({ calls: { ':3 render': one } })).toEqual({ '(anonymous script):3 render': S });
});

test('by filename and by module', () => {
  const spec = {
    calls: {
      '/app/a.js:1 f': one,
      '/app/a.js:9 g': one,
      '/app/node_modules/express/index.js:1 h': one,
      '/app/node_modules/@scope/x/index.js:1 h': one,
    },
  };

  expect(sizes(spec, { by: 'filename' })).toEqual({
    'a.js': 2 * S,
    'node_modules/express/index.js': S,
    'node_modules/@scope/x/index.js': S,
  });
  expect(sizes(spec, { by: 'module' })).toEqual({ '(program)': 2 * S, 'express@4.18.2': S, '@scope/x': S });
});

test('a traceback has the frames of the program alone, the charged one first, as many as asked for', () => {
  const spec = {
    calls: {
      '/app/main.js:1 ': {
        calls: {
          '/app/a.js:3 a': {
            calls: { 'node:events:9 emit': { calls: { '/app/b.js:4 b': { calls: { push: one } } } } },
          },
        },
      },
    },
  };
  const stackOf = (frames: number): unknown =>
    groupAllocations(profile(spec), { by: 'traceback', resolve: resolver(), frames }).rows.map((row) =>
      row.stack?.map((frame) => `${frame.file}:${frame.line}`),
    );

  expect(stackOf(10)).toEqual([['b.js:4', 'a.js:3', 'main.js:1']]);
  expect(stackOf(2)).toEqual([['b.js:4', 'a.js:3']]);
  expect(sizes(spec, { by: 'traceback', frames: 2 })).toEqual({ 'b.js:4 b < a.js:3 a': S });
});

test('cumulative sizes charge each frame on the stack once, recursion too', () => {
  //  main ── walk (1) ── walk (1) ── leaf (1)
  const spec = {
    calls: {
      '/app/main.js:1 ': {
        calls: {
          '/app/w.js:2 walk': {
            ...one,
            calls: { '/app/w.js:2 walk': { ...one, calls: { '/app/l.js:3 leaf': one } } },
          },
        },
      },
    },
  };

  expect(sizes(spec, { cumulative: true })).toEqual({
    'main.js:1 (top level)': 3 * S,
    'w.js:2 walk': 3 * S,
    'l.js:3 leaf': S,
  });
  expect(sizes(spec, { cumulative: true, by: 'filename' })).toEqual({
    'main.js': 3 * S,
    'w.js': 3 * S,
    'l.js': S,
  });
});

test('cumulative sizes leave out what memprof allocated', () => {
  const spec = { calls: { '/app/a.js:1 f': { ...one, calls: { '/memprof/agent/marks.js:5 mark': one } } } };

  expect(sizes(spec, { cumulative: true, hide: ['memprof'] })).toEqual({ 'a.js:1 f': S });
});

test('cumulative by traceback is refused', () => {
  expect(() => sizes(one, { cumulative: true, by: 'traceback' })).toThrow(/not by traceback/);
});

test('functions that share a row give it the column of the one with most bytes of its own', () => {
  const shared: AllocationProfile = {
    ...profile({}),
    frames: [
      { functionName: '(root)', scriptId: '0', url: '', line: 0, column: 0 },
      { functionName: '', scriptId: '1', url: '/app/a.js', line: 1, column: 5 },
      { functionName: '', scriptId: '1', url: '/app/a.js', line: 1, column: 30 },
    ],
    frameOf: Uint32Array.of(0, 1, 2, 1),
    parentOf: Int32Array.of(-1, 0, 1, 0),
    sizeOf: Float64Array.of(0, 10, 50, 20),
    countOf: Float64Array.of(0, 1, 1, 1),
    samples: undefined,
  };

  for (const cumulative of [false, true]) {
    const { rows } = groupAllocations(shared, { by: 'lineno', resolve: resolver(), cumulative });
    expect(rows).toMatchObject([{ line: 1, column: 30, sizeBytes: 80, count: 3 }]);
  }
});

test('stacks 100,000 deep, all with allocations, are grouped at once', () => {
  const depth = 100_000;
  const deep: AllocationProfile = {
    ...profile({}),
    frames: [
      { functionName: '(root)', scriptId: '0', url: '', line: 0, column: 0 },
      { functionName: 'even', scriptId: '1', url: '/app/a.js', line: 1, column: 1 },
      { functionName: 'odd', scriptId: '1', url: '/app/a.js', line: 2, column: 1 },
    ],
    frameOf: Uint32Array.from({ length: depth }, (_, node) => (node === 0 ? 0 : 1 + (node % 2))),
    parentOf: Int32Array.from({ length: depth }, (_, node) => node - 1),
    sizeOf: new Float64Array(depth).fill(1),
    countOf: new Float64Array(depth).fill(1),
    samples: undefined,
  };

  expect(sizes(deep)).toEqual({ 'a.js:2 odd': depth / 2, 'a.js:1 even': depth / 2 - 1, '(V8)': 1 });
  // Node 1, an `odd` one, is at the bottom and everything but the root is above it.
  expect(sizes(deep, { cumulative: true })).toEqual({
    'a.js:2 odd': depth - 1,
    'a.js:1 even': depth - 2,
    '(V8)': 1,
  });
});
