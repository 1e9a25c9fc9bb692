import { Readable, type Transform } from 'node:stream';
import zlib from 'node:zlib';
import { MemprofError } from '../../base/errors.ts';

/** The longest frame header there is. */
const HEADER_BYTES = 18;

type Chunks = AsyncIterable<Uint8Array>;

/** zstd's own bound for decoders, and what its strongest settings need unless `--long` is given: 128 MiB. */
const MAX_WINDOW_BYTES = 2 ** 27;

/**
 * Decompresses zstd: by Node itself from 22.15 on, by a decoder in JavaScript before.
 *
 * Needs as much memory as the window the file was compressed with, 128 MiB at most. What is wrong with the data
 * comes as an error with a `code`, as from zlib.
 *
 * @throws MemprofError `BAD_FILE` for a larger window.
 */
export async function* unzstd(chunks: Chunks, sourceName: string): AsyncGenerator<Uint8Array> {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (options: object) => Transform };
  if (!createZstdDecompress) return yield* unzstdInJavaScript(chunks, sourceName);
  const decoder = createZstdDecompress({ chunkSize: 1 << 20 });
  const input = Readable.from(chunks);
  input.on('error', (error) => decoder.destroy(error));
  yield* input.pipe(decoder) as AsyncIterable<Uint8Array>;
}

/** The same without Node's help; some 100 MB/s. */
export async function* unzstdInJavaScript(chunks: Chunks, sourceName: string): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd');
  let ready: Uint8Array[] = [];
  const decoder = new Decompress((chunk) => ready.push(chunk));
  const push = (chunk: Uint8Array, isLast: boolean): Uint8Array[] => {
    ready = [];
    try {
      decoder.push(chunk, isLast);
    } catch (error) {
      throw Object.assign(new Error((error as Error).message, { cause: error }), { code: 'ZSTD_ERROR' });
    }
    return ready;
  };
  let header = new Uint8Array();
  for await (const chunk of chunks) {
    if (header.length < HEADER_BYTES) {
      header = Buffer.concat([header, chunk.subarray(0, HEADER_BYTES)]);
      checkWindow(header, sourceName);
    }
    // The decoder may keep what it is given, and the reader of a file uses its buffer again.
    yield* push(chunk.slice(), false);
  }
  yield* push(new Uint8Array(), true);
}

/** Reads the window's size from the frame header (RFC 8878, 3.1.1.1), as the decoder believes whatever it says. */
function checkWindow(start: Uint8Array, sourceName: string): void {
  const isSingleSegment = (start[4] & 0x20) !== 0;
  const windowBytes = isSingleSegment ? contentBytes(start) : windowOf(start[5]);
  if (windowBytes <= MAX_WINDOW_BYTES) return;
  throw new MemprofError(
    'BAD_FILE',
    `${sourceName}: was compressed with a window of ${windowBytes} bytes; ${MAX_WINDOW_BYTES} can be read. ` +
      'Decompress it with "zstd -d --long=31".',
  );
}

function windowOf(descriptor: number): number {
  const base = 2 ** (10 + (descriptor >> 3));
  return base + (base / 8) * (descriptor & 7);
}

/** Frame_Content_Size, which stands after the dictionary's number and is one to eight bytes long. */
function contentBytes(start: Uint8Array): number {
  const at = 5 + [0, 1, 2, 4][start[4] & 3];
  const length = [1, 2, 4, 8][start[4] >> 6];
  let size = 0;
  for (let byte = length - 1; byte >= 0; byte--) size = size * 256 + (start[at + byte] ?? 0);
  return length === 2 ? size + 256 : size;
}
