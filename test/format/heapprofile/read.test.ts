import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { MemprofError } from '../../../src/base/errors.ts';
import { openHeapProfile } from '../../../src/format/heapprofile/open.ts';
import { parseHeapProfile, readHeapProfile } from '../../../src/format/heapprofile/read.ts';

function node(id: number, functionName: string, selfSize = 0, children: unknown[] = []): any {
  const callFrame = { functionName, scriptId: '7', url: 'file:///a.js', lineNumber: 2, columnNumber: 4 };
  return { callFrame, selfSize, id, children };
}

const small = {
  //  root ─┬─ f(10) ─── g(20)
  //        └─ g(30)
  head: node(1, 'root', 0, [node(2, 'f', 10, [node(4, 'g', 20)]), node(3, 'g', 30)]),
  samples: [
    { size: 20, nodeId: 4, ordinal: 2 },
    { size: 30, nodeId: 3, ordinal: 1 },
  ],
};

test('nodes come in depth-first order, frames once, positions from 1', () => {
  const tables = readHeapProfile(small, 'x');

  expect([...tables.parentOf]).toEqual([-1, 0, 1, 0]);
  expect([...tables.sizeOf]).toEqual([0, 10, 20, 30]);
  expect([...tables.frameOf].map((frame) => tables.frames[frame].functionName)).toEqual([
    'root',
    'f',
    'g',
    'g',
  ]);
  expect(tables.frames).toHaveLength(3);
  expect(tables.frames[1]).toEqual({
    functionName: 'f',
    scriptId: '7',
    url: 'file:///a.js',
    line: 3,
    column: 5,
  });
  expect([...tables.samples!.nodeOf]).toEqual([2, 3]);
  expect([...tables.samples!.sizeOf]).toEqual([20, 30]);
  expect([...tables.samples!.ordinalOf]).toEqual([2, 1]);
});

test("the protocol's answer and the bare profile read the same", () => {
  expect(readHeapProfile({ profile: small }, 'x')).toEqual(readHeapProfile(small, 'x'));
});

test('samples V8 took of itself while it wrote the profile are left out', () => {
  const samples = [...small.samples, { size: 32800, nodeId: 6, ordinal: 3 }];

  expect(readHeapProfile({ ...small, samples }, 'x')).toEqual(readHeapProfile(small, 'x'));
  const empty = readHeapProfile({ head: node(1, '(root)'), samples: samples.slice(2) }, 'x');
  expect(empty.samples!.nodeOf.length).toBe(0);
});

test('an unknown position is 0', () => {
  const root = node(1, '(root)');
  root.callFrame = { functionName: '(root)', scriptId: '0', url: '', lineNumber: -1, columnNumber: -1 };

  expect(readHeapProfile({ head: root }, 'x').frames[0]).toMatchObject({ line: 0, column: 0, scriptId: '0' });
});

test('v8-profiler-next writes no ids and no samples, and positions from 1', () => {
  const native = (functionName: string, children: unknown[]): unknown => ({
    callFrame: { functionName, scriptId: 7, url: '/a.js', lineNumber: 3, columnNumber: 5 },
    selfSize: 1,
    children,
  });
  const tables = readHeapProfile({ head: native('root', [native('f', [])]) }, 'x');

  expect(tables.frames[1]).toMatchObject({ line: 3, column: 5, scriptId: '7' });
  expect(tables.samples).toBeUndefined();
});

test('a stack 100,000 deep takes no recursion', () => {
  const depth = 100_000;
  const open = Array.from({ length: depth }, (_, id) => {
    const text = JSON.stringify(node(id, 'f', 1));
    return text.slice(0, text.indexOf('[]') + 1);
  });
  const tables = parseHeapProfile(`{"head":${open.join('')}${']}'.repeat(depth)}}`, 'deep');

  expect(tables.parentOf.length).toBe(depth);
  expect(tables.parentOf.at(-1)).toBe(depth - 2);
});

test.each<[string, unknown, RegExp]>([
  ['a heap snapshot', { snapshot: {}, nodes: [] }, /no "head"/],
  ['null', null, /no "head"/],
  ['no call frame', { head: { selfSize: 0, id: 1, children: [] } }, /node 0 has no "callFrame"/],
  ['a negative size', { head: node(1, 'f', -1) }, /node 0 has the size -1/],
  ['children that are none', { head: { ...node(1, 'f'), children: 5 } }, /node 0 has no list of children/],
  ['a child that is none', { head: node(1, 'f', 0, [3]) }, /a child of node 0 is no object/],
  ['an id used twice', { head: node(1, 'f', 0, [node(1, 'g')]) }, /node 1 has the id 1/],
  [
    'a sample of no node',
    { ...small, samples: [{ size: 1, nodeId: 99, ordinal: 1 }] },
    /none of its samples belongs to one of its nodes/,
  ],
  [
    'a sample without size',
    { ...small, samples: [{ nodeId: 4, ordinal: 1 }] },
    /sample 0 has the size undefined/,
  ],
  ['samples that are no list', { ...small, samples: {} }, /its samples are no list/],
])('refuses %s in one line', (_, json, message) => {
  const error = failureOf(() => readHeapProfile(json, 'a.heapprofile'));

  expect(error.code).toBe('BAD_FILE');
  expect(error.message).toMatch(message);
  expect(error.message).toMatch(/^`a\.heapprofile` .*\.$/);
});

test('whatever is cut off or changed reads or fails as a bad file', () => {
  const text = JSON.stringify(small);
  fc.assert(
    fc.property(fc.nat(text.length), fc.nat(text.length), fc.string({ maxLength: 3 }), (from, length, by) => {
      const damaged = text.slice(0, from) + by + text.slice(from + length);
      try {
        parseHeapProfile(damaged, 'x');
      } catch (error) {
        expect(error).toBeInstanceOf(MemprofError);
        expect((error as Error).message).not.toContain('\n');
      }
    }),
  );
});

test('a file is read; one that is missing is said to be', () => {
  const directory = mkdtempSync(join(tmpdir(), 'memprof-'));
  try {
    const path = join(directory, 'a.heapprofile');
    writeFileSync(path, JSON.stringify(small));

    expect(openHeapProfile(path).sizeOf.length).toBe(4);
    expect(failureOf(() => openHeapProfile(join(directory, 'b.heapprofile'))).code).toBe('NOT_FOUND');
    expect(failureOf(() => openHeapProfile(directory)).code).toBe('BAD_FILE');
  } finally {
    rmSync(directory, { recursive: true });
  }
});

function failureOf(run: () => unknown): MemprofError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(MemprofError);
    return error as MemprofError;
  }
  throw new Error('did not fail');
}
