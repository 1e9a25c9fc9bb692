import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { readSnapshotTables } from '../../src/format/heapsnapshot/open.ts';
import { unzstdInJavaScript } from '../../src/format/heapsnapshot/zstd.ts';
import { ROOT } from '../helpers/run-memprof.ts';

/** A root and 400 objects, compressed from a pipe by zstd 1.5, so that the frame tells a window and no size. */
const path = `${ROOT}/fixtures/snapshots/small.heapsnapshot.zst`;
const compressed = new Uint8Array(readFileSync(path));

const inPieces = (bytes: Uint8Array, length: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
      bytes.slice(at * length, (at + 1) * length),
    ),
  );

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk.slice());
  return Buffer.concat(parts).toString();
}

test('a snapshot compressed with zstd is read, whatever Node runs', async () => {
  const tables = await readSnapshotTables(path);
  expect(tables.nodeCount).toBe(401);
  expect(tables.strings.get(400)).toBe('Thing number 399 of the heap');
});

test.each([1, 7, 1000])(
  'without help from Node it is the same text, in pieces of %i bytes',
  async (length) => {
    const text = await textOf(unzstdInJavaScript(inPieces(compressed, length), 'small'));
    const { snapshot, nodes, strings } = JSON.parse(text) as {
      snapshot: { node_count: number };
      nodes: number[];
      strings: string[];
    };
    expect([snapshot.node_count, nodes.length, strings.length]).toEqual([401, 2005, 401]);
  },
);

test('frames may follow each other', async () => {
  const twice = Buffer.concat([compressed, compressed]);
  const once = await textOf(unzstdInJavaScript(inPieces(compressed, 500), 'small'));
  expect(await textOf(unzstdInJavaScript(inPieces(twice, 500), 'small'))).toBe(once + once);
});

test('what is cut off or changed is refused in a line, with the place', async () => {
  const cut = readSnapshotTables(inPieces(compressed.slice(0, -200), 100));
  await expect(cut).rejects.toMatchObject({ code: 'BAD_FILE' });
  const changed = compressed.slice();
  changed.fill(0xff, 60, 90);
  await expect(readSnapshotTables(inPieces(changed, 100))).rejects.toMatchObject({ code: 'BAD_FILE' });
});

test('a window of two gigabytes is not believed', async () => {
  const greedy = compressed.slice();
  greedy[5] = 21 << 3;
  await expect(textOf(unzstdInJavaScript(inPieces(greedy, 1000), 'small'))).rejects.toThrow(
    'window of 2147483648 bytes',
  );
});
