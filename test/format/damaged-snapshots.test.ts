import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { MemprofError } from '../../src/base/errors.ts';
import { readSnapshotTables } from '../../src/format/heapsnapshot/open.ts';
import { SnapshotReader } from '../../src/format/heapsnapshot/snapshot-reader.ts';
import { readText, snapshotObject, snapshotText } from '../helpers/heap-builder.ts';

const spec = { root: [0, 'a'], a: [10, 'b'], b: [20] } as const;
const good = snapshotObject(spec);
type Snapshot = typeof good;

const directory = mkdtempSync(join(tmpdir(), 'memprof-test-'));
afterAll(() => rmSync(directory, { recursive: true }));

function complaint(text: string | Uint8Array): string {
  try {
    readText(text);
  } catch (error) {
    expect(error).toBeInstanceOf(MemprofError);
    expect(error).toMatchObject({ code: 'BAD_FILE' });
    return (error as Error).message;
  }
  return 'no complaint';
}

const damaged = (change: Partial<Snapshot>) => complaint(JSON.stringify({ ...good, ...change }));
const header = (change: object) => damaged({ snapshot: { ...good.snapshot, ...change } });

describe('what is wrong is said in one line', () => {
  test.each([
    ['an empty file', () => complaint(''), 'test.heapsnapshot: is empty'],
    ['text', () => complaint('hello'), "is no heap snapshot: it starts with 'h' (byte 0)"],
    ['a JSON list', () => complaint('[1]'), "is no heap snapshot: it starts with '['"],
    [
      'another JSON file',
      () => complaint('{"name": "memprof"}'),
      'has no "snapshot": this is no heap snapshot',
    ],
    [
      'a header that is no object',
      () => complaint('{"snapshot": 7, "nodes": []}'),
      '"snapshot" has no "meta"',
    ],
    [
      'NUL bytes in numbers',
      () => complaint(snapshotText(spec).replace('9,0,1', '9,\0,1')),
      '"nodes" has 0x00 where a number was expected',
    ],
    [
      'NUL bytes in strings',
      () => complaint(snapshotText(spec).replace('"root"', '"ro\0t"')),
      'holds the raw byte 0x00',
    ],
    [
      'a negative number',
      () => complaint(snapshotText(spec).replace('9,0,1', '9,-1,1')),
      "has '-' where a number",
    ],
    ['a fraction', () => complaint(snapshotText(spec).replace('9,0,1', '9,0.5,1')), "has '.' where a number"],
    ['text after the end', () => complaint(`${snapshotText(spec)}{}`), "has an unexpected '{'"],
    ['no nodes', () => header({ node_count: 0 }), 'the snapshot has no nodes'],
    ['a count that is none', () => header({ edge_count: -3 }), '"edge_count" is -3, not a count'],
    ['too few nodes', () => header({ node_count: 9 }), 'has 3 of the 9 nodes its header announces'],
    ['too many nodes', () => header({ node_count: 2 }), 'more than the 2 nodes the header announces'],
    ['too few edges', () => header({ edge_count: 9 }), 'has 2 of the 9 edges its header announces'],
    ['too many edges', () => damaged({ edges: [...good.edges, ...good.edges] }), 'more than the 2 edges'],
    [
      'half a node',
      () => damaged({ nodes: good.nodes.slice(0, -1) }),
      'ends in the middle of an entry of 7 numbers',
    ],
    [
      'an edge beyond the nodes',
      () => damaged({ edges: [2, 0, 7, 2, 0, 21] }),
      'edge 1 points to 21, where no node begins',
    ],
    [
      'an edge between nodes',
      () => damaged({ edges: [2, 0, 7, 2, 0, 8] }),
      'edge 1 points to 8, where no node begins',
    ],
    [
      'edges nobody claims',
      () => damaged({ nodes: good.nodes.with(4, 0) }),
      'has 2 edges, but its nodes claim 1',
    ],
    [
      'more edges claimed than there are',
      () => damaged({ nodes: good.nodes.with(4, 9) }),
      'claim 10 edges of 2',
    ],
    [
      'a name beyond the strings',
      () => damaged({ nodes: good.nodes.with(1, 7) }),
      'refers to string 7, but holds 3',
    ],
    [
      'an edge name beyond the strings',
      () => damaged({ edges: good.edges.with(1, 8) }),
      'refers to string 8, but holds 3',
    ],
    [
      'a location of no node',
      () => damaged({ locations: [3, 1, 1, 1] }),
      'location 0 belongs to 3, where no node begins',
    ],
    ['a type that cannot be', () => damaged({ nodes: good.nodes.with(0, 300) }), 'has a type that cannot be'],
    [
      'an id that cannot be',
      () => damaged({ nodes: good.nodes.with(2, 2 ** 40) }),
      'node 0 has id 1099511627776',
    ],
    [
      'an invalid escape',
      () => complaint(snapshotText(spec).replace('"root"', '"\\q"')),
      'holds an invalid escape',
    ],
    ['a root that is no node', () => header({ root_index: 3 }), '"root_index" is not the index of a node'],
    [
      'no type list',
      () => header({ meta: { ...(good.snapshot['meta'] as object), node_types: 5 } }),
      '"node_types" does not list the types',
    ],
    [
      'a missing field',
      () => header({ meta: { ...(good.snapshot['meta'] as object), edge_fields: ['type', 'to_node'] } }),
      '"edge_fields" lacks name_or_index',
    ],
    ['a key twice', () => complaint(snapshotText(spec).replace('"samples"', '"nodes"')), 'has "nodes" twice'],
    ['nodes before the header', () => complaint('{"nodes":[1]}'), 'has "nodes" before "snapshot"'],
  ])('%s', (_, run, message) => {
    const text = run();

    expect(text).toContain(message);
    expect(text).not.toContain('\n');
  });

  test('a header without end is not gathered for ever', () => {
    const reader = new SnapshotReader();
    reader.push(Buffer.from('{"snapshot":{"x":"'));
    const block = Buffer.alloc(1 << 19, 'a');

    expect(() => [1, 2, 3].forEach(() => reader.push(block))).toThrow('"snapshot" does not end');
  });

  test('a header that announces a billion nodes costs nothing until they come', () => {
    const before = process.memoryUsage().arrayBuffers;
    const snapshot = { ...good.snapshot, node_count: 1e9, edge_count: 2e9 };

    expect(complaint(JSON.stringify({ ...good, snapshot }))).toContain('has 3 of the 1000000000 nodes');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 << 20);
  });
});

test('a file cut anywhere is refused', () => {
  const text = snapshotText(spec);
  for (let length = 0; length < text.length; length++) {
    expect(complaint(text.slice(0, length)), `cut at ${length}`).not.toBe('no complaint');
  }
});

test('a cut in the nodes says how many there were', () => {
  const text = snapshotText(spec);

  expect(complaint(text.slice(0, text.indexOf('"edges"') - 10))).toMatch(
    /stops after 2 of 3 nodes\. The process probably died/,
  );
});

describe('files', () => {
  const file = (name: string, content: Uint8Array | string) => {
    writeFileSync(join(directory, name), content);
    return join(directory, name);
  };
  const text = snapshotText(spec);

  test('plain, gzip, streams and standard layouts read alike', async () => {
    const gzip = zlib.gzipSync(text);
    for (const source of [
      file('plain.heapsnapshot', text),
      file('some.gz', gzip),
      Readable.from([gzip.subarray(0, 3), gzip.subarray(3)]),
      Readable.from([text.slice(0, 100), text.slice(100)]),
    ]) {
      expect((await readSnapshotTables(source)).nodeCount).toBe(3);
    }
  });

  test.each([
    ['a directory', () => directory, 'BAD_FILE', /is a directory, not a heap snapshot/],
    ['no file', () => join(directory, 'none'), 'NOT_FOUND', /there is no such file/],
    ['an empty file', () => file('empty', ''), 'BAD_FILE', /is empty/],
    [
      'a cut gzip',
      () => file('cut.gz', zlib.gzipSync(text).subarray(0, 80)),
      'BAD_FILE',
      /cannot be read on after \d+ bytes/,
    ],
    [
      'a broken gzip',
      () => file('broken.gz', Buffer.from([0x1f, 0x8b, 1, 2, 3, 4])),
      'BAD_FILE',
      /cannot be read on/,
    ],
  ])('%s', async (_, source, code, message) => {
    const error = await readSnapshotTables(source()).catch((reason: unknown) => reason);

    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
  });
});
