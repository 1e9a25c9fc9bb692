import { readSync } from 'node:fs';
import { MemprofError } from '../../../base/errors.ts';
import { startHelper, type HelperThread } from '../../../base/threads.ts';
import { SnapshotReader } from '../snapshot-reader.ts';
import type { SnapshotTables } from '../snapshot-tables.ts';
import type { BackwardSummary } from './backward-reader.ts';
import { Claims } from './claims.ts';
import { findBodies, type Bodies } from './find-bodies.ts';
import { ForwardReader } from './forward-reader.ts';
import { countPieces, type PiecesJob } from './piece-bytes.ts';
import type { ReadingTask } from './reading-thread.ts';

/** A snapshot's file, open, uncompressed. */
export interface SnapshotFile {
  /** Its descriptor. */
  readonly file: number;
  /** What messages call it. */
  readonly sourceName: string;
  readonly fileBytes: number;
}

/** The header of V8's snapshots is shorter. */
const HEADER_BYTES = 65536;
/** A millisecond's work at most, and small enough for the second-level cache. */
const PIECE_BYTES = 1 << 17;
/** As in open.ts. */
const READ_BYTES = 262144;
const NODES = Buffer.from('"nodes":[');

/**
 * Reads a snapshot in V8's own layout with the help of a second thread, into shared columns.
 *
 * @returns undefined when it is not that simple (one processor, another layout, a damaged file): to be read in order.
 */
export function readInTwoThreads(file: SnapshotFile): SnapshotTables | undefined {
  const helper = startHelper('format/heapsnapshot/pieces/reading-thread');
  if (!helper) return undefined;
  try {
    return readWithHelper(file, helper);
  } finally {
    helper.stop();
  }
}

/**
 * Reads with a helper that may take pieces of the nodes and edges from the last on. Everything else goes through
 * `SnapshotReader`, as ever: so what is read here, is read as it would be in order.
 *
 * @returns undefined when the file has to be read in order.
 */
export function readWithHelper(
  file: SnapshotFile,
  helper: HelperThread,
  pieceBytes = PIECE_BYTES,
): SnapshotTables | undefined {
  const { sourceName, fileBytes } = file;
  try {
    const reader = new SnapshotReader({ sourceName, expectedBytes: fileBytes, isShared: true });
    const bodies = pushHeader(reader, file);
    const job = bodies && skipBodies(reader, file, bodies, pieceBytes);
    return job && readTogether(reader, file, job, helper);
  } catch (error) {
    // Reading in order will find it as well, and can tell where.
    if (error instanceof MemprofError) return undefined;
    throw error;
  }
}

/** Pushes all up to the first node. */
function pushHeader(reader: SnapshotReader, file: SnapshotFile): Bodies | undefined {
  const start = readAt(file, 0, HEADER_BYTES);
  const at = start.indexOf(NODES);
  if (at < 0) return undefined;
  const position = at + NODES.length;
  reader.push(start.subarray(0, position));
  const { header } = reader.parts;
  return header && findBodies((from, length) => readAt(file, from, length), file.fileBytes, position, header);
}

/** Takes the reader to the end of the edges, past all nodes and edges. */
function skipBodies(
  reader: SnapshotReader,
  file: SnapshotFile,
  bodies: Bodies,
  pieceBytes: number,
): PiecesJob | undefined {
  const { nodes, edges } = bodies;
  reader.skipRecords('nodes', nodes.end - nodes.start);
  reader.push(readAt(file, nodes.end, edges.start - nodes.end));
  reader.skipRecords('edges', edges.end - edges.start);
  const { header, nodeArrays, edgeArrays } = reader.parts;
  if (!header || !nodeArrays || !edgeArrays) return undefined;
  return { file: file.file, header, bodies, pieceBytes, nodeArrays, edgeArrays };
}

function readTogether(
  reader: SnapshotReader,
  file: SnapshotFile,
  job: PiecesJob,
  helper: HelperThread,
): SnapshotTables | undefined {
  const claims = new Claims(countPieces(job));
  helper.post({ job, claims: claims.words } satisfies ReadingTask);
  try {
    // First what one thread has to read alone: then both end at the same moment.
    for (let position = job.bodies.edges.end; position < file.fileBytes; position += READ_BYTES)
      reader.push(readAt(file, position, Math.min(READ_BYTES, file.fileBytes - position)));
    return readPieces(reader, job, claims, helper) ? reader.end() : undefined;
  } finally {
    claims.drop();
  }
}

/** Reads pieces from the first on until none is left; false if what the threads have read does not add up. */
function readPieces(
  { parts: { nodes, edges } }: SnapshotReader,
  job: PiecesJob,
  claims: Claims,
  helper: HelperThread,
): boolean {
  if (!nodes || !edges) return false;
  const reader = new ForwardReader(job, nodes, edges);
  let piece = 0;
  while (claims.take()) reader.read(piece++);
  // Nothing was left for a thread that did not begin in time.
  if (piece === countPieces(job)) return reader.join(undefined);
  return claims.wait() && reader.join(helper.receive() as BackwardSummary);
}

/** Bytes of the file from `position` on; fewer at its end. */
function readAt({ file }: SnapshotFile, position: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const read = readSync(file, bytes, filled, length - filled, position + filled);
    if (read === 0) break;
    filled += read;
  }
  return bytes.subarray(0, filled);
}
