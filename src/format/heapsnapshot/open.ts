import { closeSync, createReadStream, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { MemprofError } from '../../base/errors.ts';
import { readInTwoThreads } from './pieces/read-in-two-threads.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import type { SnapshotTables } from './snapshot-tables.ts';
import { unzstd } from './zstd.ts';

/** What a snapshot can be read from: a path, `-` for standard input, or bytes as they come. */
export type SnapshotSource = string | AsyncIterable<Uint8Array | string>;

/** Large enough that the calls do not show, small enough for the third-level cache. */
const READ_BYTES = 262144;
/** A file of this size and more is read by two threads: a smaller one is, before the second has started. */
const HELPED_BYTES = 64 << 20;

/**
 * Reads a heap snapshot, gzip and zstd included.
 *
 * A plain file is read synchronously into one reused buffer, at about 700 MB/s, a large one by two threads; files of any size.
 *
 * @param source - A path, `-` for standard input, or a stream of bytes.
 * @throws MemprofError `BAD_FILE` when it is damaged or no snapshot, `NOT_FOUND` when there is no such file.
 */
export async function readSnapshotTables(source: SnapshotSource): Promise<SnapshotTables> {
  if (typeof source !== 'string') return readStream(source, 'heap snapshot');
  if (source === '-') return readStream(process.stdin, 'standard input');
  const file = openFile(source);
  try {
    const stats = statFile(file, source);
    const compression = stats.isFile() ? sniff(readStart(file)) : 'unknown';
    if (compression === 'none') {
      const snapshot = { file, sourceName: source, fileBytes: stats.size };
      const tables = stats.size >= HELPED_BYTES ? readInTwoThreads(snapshot) : undefined;
      return tables ?? readPlainFile(file, source, stats.size);
    }
    return await readStream(createReadStream(source, { highWaterMark: READ_BYTES }), source);
  } finally {
    closeSync(file);
  }
}

function openFile(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT')
      throw new MemprofError('NOT_FOUND', `${path}: there is no such file`, { cause: error });
    throw new MemprofError('BAD_FILE', `${path}: cannot be opened (${code})`, { cause: error });
  }
}

function statFile(file: number, path: string): Stats {
  const stats = fstatSync(file);
  if (stats.isDirectory()) throw new MemprofError('BAD_FILE', `${path}: is a directory, not a heap snapshot`);
  return stats;
}

function readStart(file: number): Uint8Array {
  const start = new Uint8Array(4);
  return start.subarray(0, readSync(file, start, 0, 4, 0));
}

function readPlainFile(file: number, path: string, expectedBytes: number): SnapshotTables {
  const reader = new SnapshotReader({ sourceName: path, expectedBytes });
  const buffer = new Uint8Array(READ_BYTES);
  for (;;) {
    const length = readSync(file, buffer, 0, READ_BYTES, null);
    if (length === 0) return reader.end();
    reader.push(buffer.subarray(0, length));
  }
}

async function readStream(
  stream: AsyncIterable<Uint8Array | string>,
  sourceName: string,
): Promise<SnapshotTables> {
  const reader = new SnapshotReader({ sourceName });
  try {
    for await (const chunk of await decompressed(stream, sourceName)) reader.push(toBytes(chunk));
  } catch (error) {
    throw asBadFile(error, sourceName, reader.byteCount);
  }
  return reader.end();
}

/** What zlib and the file system complain about is the file's fault; anything else is passed on as it is. */
function asBadFile(error: unknown, sourceName: string, byteCount: number): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (error instanceof MemprofError || !(error instanceof Error) || typeof code !== 'string') return error;
  return new MemprofError(
    'BAD_FILE',
    `${sourceName}: cannot be read on after ${byteCount} bytes (${message})`,
    { cause: error },
  );
}

async function decompressed(
  stream: AsyncIterable<Uint8Array | string>,
  sourceName: string,
): Promise<AsyncIterable<Uint8Array | string>> {
  const chunks = stream[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  let start = Buffer.alloc(0);
  while (start.length < 4) {
    const next = await chunks.next();
    if (next.done) break;
    seen.push(toBytes(next.value));
    start = Buffer.concat(seen);
  }
  const whole = continued(start, chunks);
  const compression = sniff(start);
  if (compression === 'none') return whole;
  if (compression === 'zstd') return unzstd(whole, sourceName);
  const decoder = zlib.createGunzip({ chunkSize: 1 << 20 });
  const input = Readable.from(whole);
  input.on('error', (error) => decoder.destroy(error));
  return input.pipe(decoder);
}

async function* continued(
  start: Uint8Array,
  rest: AsyncIterator<Uint8Array | string>,
): AsyncGenerator<Uint8Array> {
  if (start.length > 0) yield start;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield toBytes(next.value);
}

function sniff(start: Uint8Array): 'none' | 'gzip' | 'zstd' {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return 'zstd';
  return 'none';
}

function toBytes(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}
