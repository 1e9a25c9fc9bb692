import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MemprofError } from '../../src/base/errors.ts';
import type { HelperThread } from '../../src/base/threads.ts';
import { Claims } from '../../src/format/heapsnapshot/pieces/claims.ts';
import { readWithHelper } from '../../src/format/heapsnapshot/pieces/read-in-two-threads.ts';
import type { ReadingTask } from '../../src/format/heapsnapshot/pieces/reading-thread.ts';
import {
  BackwardReader,
  type BackwardSummary,
} from '../../src/format/heapsnapshot/pieces/backward-reader.ts';
import { countPieces } from '../../src/format/heapsnapshot/pieces/piece-bytes.ts';
import type { SnapshotTables } from '../../src/format/heapsnapshot/snapshot-tables.ts';
import { writeSnapshot } from '../../src/format/heapsnapshot/writer.ts';
import { readText, snapshotText } from '../helpers/heap-builder.ts';
import { mutated, randomNumbers } from '../helpers/mutations.ts';
import { recordedNames, recordedText } from '../helpers/recorded.ts';

let directory = '';
beforeAll(() => void (directory = mkdtempSync(path.join(tmpdir(), 'memprof-threads-'))));
afterAll(() => rmSync(directory, { recursive: true }));

/** Does what the thread does, at once, and takes `share` of the pieces. */
class FakeHelper implements HelperThread {
  pieces = 0;
  readonly #share: number;
  #summary: BackwardSummary | undefined;

  constructor(share: number) {
    this.#share = share;
  }

  post(value: unknown): void {
    const { job, claims: words } = value as ReadingTask;
    const claims = new Claims(words);
    const all = countPieces(job);
    const reader = new BackwardReader(job);
    try {
      for (; this.pieces < Math.round(all * this.#share) && claims.take(); this.pieces++)
        reader.read(all - 1 - this.pieces);
      this.#summary = reader.summary();
      claims.end(true);
    } catch {
      claims.end(false);
    }
  }

  receive(): unknown {
    return this.#summary;
  }

  stop(): void {}
}

function readSplit(text: Uint8Array, helper: HelperThread, pieceBytes?: number): SnapshotTables | undefined {
  const file = path.join(directory, 'a.heapsnapshot');
  writeFileSync(file, text);
  const descriptor = openSync(file, 'r');
  try {
    const snapshot = { file: descriptor, sourceName: 'a', fileBytes: text.length };
    return readWithHelper(snapshot, helper, pieceBytes);
  } finally {
    closeSync(descriptor);
  }
}

/** The first difference between two tables; they are too large for `toEqual`. */
function difference(one: SnapshotTables, other: SnapshotTables): string {
  const columns = (tables: SnapshotTables): [string, unknown][] => [
    ...Object.entries({ ...tables, ...tables.locations, ...tables.traceFunctions, ...tables.traceTree }),
    ['starts', tables.strings.parts.starts],
    ...tables.strings.parts.segments.map((segment, at): [string, unknown] => [`segment ${at}`, segment]),
  ];
  const others = new Map(columns(other));
  for (const [key, column] of columns(one)) {
    const match = others.get(key);
    if (!ArrayBuffer.isView(column)) continue;
    if (!ArrayBuffer.isView(match)) return key;
    const bytes = (view: ArrayBufferView) => Buffer.from(view.buffer, view.byteOffset, view.byteLength);
    if (!bytes(column).equals(bytes(match))) return key;
  }
  const rest = (tables: SnapshotTables) =>
    JSON.stringify([
      tables.header,
      [...tables.largeSizes].toSorted(([a], [b]) => a - b),
      tables.nodeCount,
      tables.edgeCount,
      tables.strings.count,
    ]);
  return rest(one) === rest(other) ? '' : 'the rest';
}

test.each(recordedNames)('%s reads the same whatever a helper takes', { timeout: 60_000 }, (name) => {
  const text = recordedText(name);
  const inOrder = readText(text);

  for (const share of [0, 0.2, 0.5, 0.9, 1]) {
    const helper = new FakeHelper(share);
    const tables = readSplit(text, helper, 5000);
    expect(helper.pieces > 0).toBe(share > 0);
    expect(tables && difference(tables, inOrder)).toBe('');
    expect(tables?.edgeTarget.buffer).toBeInstanceOf(SharedArrayBuffer);
  }
});

test('pieces of any length give the same tables', () => {
  const text = recordedText(recordedNames[0]!);
  const inOrder = readText(text);
  const random = randomNumbers(7);

  for (let times = 0; times < 10; times++) {
    const pieceBytes = 100 + Math.floor(random() ** 3 * 300_000);
    const tables = readSplit(text, new FakeHelper(random()), pieceBytes);
    expect(tables && difference(tables, inOrder)).toBe('');
  }
});

test('sizes of more than 32 bits are kept, whoever reads them', () => {
  const sizes = Array.from({ length: 400 }, (_, at): [string, [number]] => [`node${at}`, [at * 2 ** 28]]);
  const nodes = sizes.map(([name]) => name);
  const text = written(snapshotText({ root: [0, ...nodes], ...Object.fromEntries(sizes) }));

  for (const share of [0, 0.5, 1]) {
    const tables = readSplit(text, new FakeHelper(share), 600);
    expect(tables && difference(tables, readText(text))).toBe('');
    expect(tables?.largeSizes.get(100)).toBe(99 * 2 ** 28);
  }
});

/** As V8 lays a snapshot out. */
function written(text: string): Buffer {
  return Buffer.concat([...writeSnapshot(readText(text))]);
}

test('what a helper cannot finish is left to reading in order', () => {
  const text = recordedText(recordedNames[0]!);
  const dead: HelperThread = {
    post: (value) => {
      const claims = new Claims((value as ReadingTask).claims);
      claims.take();
      claims.end(false);
    },
    receive: () => undefined,
    stop: () => {},
  };

  expect(readSplit(text, dead)).toBeUndefined();
});

test('a damaged file is read as it is in order, or left to that', { timeout: 60_000 }, () => {
  const text = recordedText(recordedNames[0]!);
  const outcomes = { same: 0, 'left to reading in order': 0 };
  for (let seed = 0; seed < 60; seed++) {
    const damaged = mutated(text, seed);
    const tables = readSplit(damaged, new FakeHelper((seed % 5) / 4), 20_000);
    if (!tables) {
      outcomes['left to reading in order']++;
      continue;
    }
    outcomes.same++;
    expect(refusal(damaged), `seed ${seed}`).toBe('');
    expect(difference(tables, readText(Buffer.from(damaged))), `seed ${seed}`).toBe('');
  }

  expect(outcomes.same).toBeGreaterThan(5);
  expect(outcomes['left to reading in order']).toBeGreaterThan(20);
});

function refusal(text: Uint8Array): string {
  try {
    readText(Buffer.from(text));
    return '';
  } catch (error) {
    if (error instanceof MemprofError) return error.message;
    throw error;
  }
}

test('a text that is no snapshot of V8’s own layout is left to reading in order', () => {
  const text = snapshotText({ root: [0, 'a'], a: [8] });
  const oneLine = Buffer.from(text.toString().replaceAll('\n', ''));

  expect(readSplit(oneLine, new FakeHelper(1))).toBeUndefined();
  expect(readSplit(Buffer.from('{}'), new FakeHelper(1))).toBeUndefined();
  expect(readSplit(new Uint8Array(), new FakeHelper(1))).toBeUndefined();
});
