import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { writeSnapshot } from '../../src/format/heapsnapshot/writer.ts';
import { META, readText, snapshotObject, snapshotText } from '../helpers/heap-builder.ts';
import { randomHeap } from '../helpers/random-heap.ts';
import { recordedNames, recordedText } from '../helpers/recorded.ts';
import { plain } from '../helpers/plain-tables.ts';

const small = { root: [0, 'a'], a: [10, 'b', { to: 'a', type: 'weak' }], b: [20] } as const;

test('the numbers and names of a small heap come out as they were drawn', () => {
  const tables = readText(snapshotText(small));

  expect(plain(tables)).toMatchObject({
    nodeCount: 3,
    edgeCount: 3,
    nodeType: [9, 3, 3],
    nodeId: [1, 3, 5],
    selfSize: [0, 10, 20],
    firstEdge: [0, 1, 3, 3],
    edgeType: [2, 2, 6],
    edgeTarget: [1, 2, 1],
    strings: ['root', 'a', 'b'],
  });
});

test('any split into chunks parses the same', () => {
  fc.assert(
    fc.property(randomHeap(), fc.array(fc.nat(4000)), (spec, places) => {
      const text = JSON.stringify(snapshotObject(spec));
      const cuts = places.map((place) => place % text.length);
      expect(plain(readText(text, cuts))).toEqual(plain(readText(text)));
    }),
    { numRuns: 200 },
  );
});

test('a recorded snapshot parses the same byte by byte', () => {
  const text = recordedText(recordedNames[0]!);
  const end = 300_000;
  // The whole file would take seconds: the header and the first nodes byte by byte, then odd lengths.
  const cuts = [
    ...Array.from({ length: 3000 }, (_, at) => at),
    ...Array.from({ length: (text.length - end) / 9973 }, (_, at) => end + at * 9973),
  ];

  expect(plain(readText(text, cuts))).toEqual(plain(readText(text)));
});

test.each(recordedNames)('%s: what is written is what was read', (name) => {
  const tables = readText(recordedText(name));

  const again = readText(Buffer.concat([...writeSnapshot(tables)]));

  expect(plain(again)).toEqual(plain(tables));
});

test('read(write(x)) is x', () => {
  fc.assert(
    fc.property(randomHeap(), (spec) => {
      const tables = readText(snapshotText(spec));
      expect(plain(readText(Buffer.concat([...writeSnapshot(tables)])))).toEqual(plain(tables));
    }),
    { numRuns: 100 },
  );
});

test('white space, unknown keys, fields and types are no hindrance', () => {
  const object = snapshotObject(small);
  const meta = { ...META, node_fields: [...META.node_fields, 'shoe_size'] };
  const nodes = object.nodes.flatMap((value, at) => (at % 7 === 6 ? [value, 42] : [value]));
  nodes[8] = 77;
  const edges = object.edges.map((value, at) => (at % 3 === 2 ? (value / 7) * 8 : value));
  const text = JSON.stringify(
    {
      ...object,
      future: { 'a]': ['}', 1e-3, null, true] },
      word: null,
      snapshot: { ...object.snapshot, meta },
      nodes,
      edges,
    },
    null,
    ' \t',
  );
  // The reader needs "snapshot" first, as V8 writes it.
  expect(text.indexOf('"snapshot"')).toBeLessThan(text.indexOf('"nodes"'));

  const tables = readText(text);

  expect(plain(tables)).toMatchObject({ nodeType: [9, 77, 3], selfSize: [0, 10, 20], edgeTarget: [1, 2, 1] });
});

test('sizes of 4 GiB and more are kept', () => {
  const tables = readText(snapshotText({ root: [0, 'a'], a: [2 ** 33 + 5], b: [2 ** 32 - 1] }));

  expect([...tables.largeSizes]).toEqual([[1, 2 ** 33 + 5]]);
  expect(tables.selfSize[2]).toBe(2 ** 32 - 1);
});

test('strings are decoded with escapes, surrogates and other than ASCII', () => {
  const texts = ['', '"\\/\b\f\n\r\t', 'ünïcode – 日本 😀', '\ud83d', 'plain', '\\n'];
  const object = { ...snapshotObject(small), strings: ['root', 'a', 'b', ...texts] };

  for (const escape of [(text: string) => text, escapeNonAscii]) {
    const tables = readText(escape(JSON.stringify(object)));
    expect(texts.map((_, at) => tables.strings.get(3 + at))).toEqual(texts);
  }
});

function escapeNonAscii(text: string): string {
  return text.replaceAll(/[^\0-~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

test('a string across the border of two segments stays whole', () => {
  const long = 'abcdefghij'.repeat(500_000);
  const object = { ...snapshotObject(small), strings: ['root', 'a', 'b', long, `${long}é`, 'end'] };

  const { strings } = readText(JSON.stringify(object), [1_000_003, 4_999_999]);

  expect(strings.get(3) === long && strings.get(4) === `${long}é`).toBe(true);
  expect(strings.get(5)).toBe('end');
});

test('allocation stacks, samples and locations are read', () => {
  const name = recordedNames.find((recorded) => recorded.endsWith('tracked'))!;
  const { traceFunctions, traceTree, traceNodeId, locations, strings } = readText(recordedText(name));

  const functionNames = Array.from(traceFunctions!.name, (index) => strings.get(index));
  expect(functionNames).toContain('work');
  const row = Array.from(traceTree!.functionIndex, (index) => functionNames[index]).lastIndexOf('Message');
  const callers: string[] = [];
  for (let at = row; ; at = traceTree!.parent[at]!) {
    callers.push(functionNames[traceTree!.functionIndex[at]!]!);
    if (traceTree!.parent[at] === at) break;
  }
  expect(callers.slice(0, 3)).toEqual(['Message', 'work', 'main']);
  expect(traceNodeId!.filter((id) => id === traceTree!.id[row]).length).toBeGreaterThan(40);
  expect(locations.count).toBeGreaterThan(1000);
});
