import { readSync } from 'node:fs';
import { MemprofError } from '../../base/errors.ts';
import { startHelper, type HelperThread } from '../../base/threads.ts';
import { Claims } from './claims.ts';
import { findBodies, type Bodies, type ReadAt } from './find-bodies.ts';
import { joinPieces } from './join-pieces.ts';
import type { ReadingTask } from './reading-thread.ts';
import { countPieces, PieceReader, type PiecesJob, type PiecesSummary } from './record-pieces.ts';
import { SnapshotReader } from './snapshot-reader.ts';
import type { SnapshotTables } from './snapshot-tables.ts';

/** The header of V8's snapshots is shorter. */
const HEADER_BYTES = 65536;
const NODES = Buffer.from('"nodes":[');

/**
 * Reads a snapshot in V8's own layout with the help of a second thread, into shared columns. Everything but the nodes
 * and edges themselves goes through `SnapshotReader`, as ever.
 *
 * @param file - Descriptor of the file, uncompressed.
 * @returns undefined when it is not that simple (one processor, another layout, a damaged file): to be read in order.
 */
export function readInTwoThreads(
  file: number,
  sourceName: string,
  fileBytes: number,
  bufferBytes: number,
): SnapshotTables | undefined {
  const thread = startHelper('format/heapsnapshot/reading-thread');
  if (!thread) return undefined;
  const readAt: ReadAt = (position, length) => {
    const bytes = Buffer.allocUnsafe(length);
    return bytes.subarray(0, readSync(file, bytes, 0, length, position));
  };
  try {
    const reader = new SnapshotReader({ sourceName, expectedBytes: fileBytes, isShared: true });
    const bodies = pushHeader(reader, readAt, fileBytes);
    const job = bodies && skipBodies(reader, readAt, file, bodies);
    if (!job) return undefined;
    const claims = new Claims(countPieces(job.bodies.nodes) + countPieces(job.bodies.edges));
    thread.post({ job, claims: claims.words } satisfies ReadingTask);
    try {
      // First what one thread has to read alone: then both end at the same moment.
      for (let position = job.bodies.edges.end; position < fileBytes; position += bufferBytes)
        reader.push(readAt(position, Math.min(bufferBytes, fileBytes - position)));
      const summaries = readPieces(job, claims, thread);
      const { nodes, edges } = reader.parts;
      if (!summaries || !nodes || !edges || !joinPieces(job, summaries, nodes, edges)) return undefined;
      return reader.end();
    } finally {
      claims.drop();
    }
  } catch (error) {
    // Reading in order will find it as well, and can tell where.
    if (error instanceof MemprofError) return undefined;
    throw error;
  } finally {
    thread.stop();
  }
}

/** Pushes all up to the first node. */
function pushHeader(reader: SnapshotReader, readAt: ReadAt, fileBytes: number): Bodies | undefined {
  const start = readAt(0, HEADER_BYTES);
  const at = start.indexOf(NODES);
  if (at < 0) return undefined;
  const position = at + NODES.length;
  reader.push(start.subarray(0, position));
  const { header } = reader.parts;
  return header && findBodies(readAt, fileBytes, position, header);
}

/** Takes the reader to the end of the edges, past all nodes and edges. */
function skipBodies(
  reader: SnapshotReader,
  readAt: ReadAt,
  file: number,
  bodies: Bodies,
): PiecesJob | undefined {
  reader.skipRecords('nodes', bodies.nodes.end - bodies.nodes.start);
  reader.push(readAt(bodies.nodes.end, bodies.edges.start - bodies.nodes.end));
  reader.skipRecords('edges', bodies.edges.end - bodies.edges.start);
  const { header, nodeArrays, edgeArrays } = reader.parts;
  if (!header || !nodeArrays || !edgeArrays) return undefined;
  const nodePieces = countPieces(bodies.nodes);
  return {
    file,
    header,
    bodies,
    nodeArrays,
    edgeArrays,
    nodesIn: new Uint32Array(new SharedArrayBuffer(4 * nodePieces)),
    edgesClaimedIn: new Float64Array(new SharedArrayBuffer(8 * nodePieces)),
  };
}

/** Reads pieces from the first on until none is left; then both threads' summaries, undefined if one has failed. */
function readPieces(job: PiecesJob, claims: Claims, thread: HelperThread): PiecesSummary[] | undefined {
  const reader = new PieceReader(job, false);
  let piece = 0;
  while (claims.take()) reader.read(piece++);
  const own = reader.summary();
  // Nothing was left for a thread that did not begin in time.
  if (piece === countPieces(job.bodies.nodes) + countPieces(job.bodies.edges)) return [own];
  if (!claims.wait()) return undefined;
  return [own, thread.receive() as PiecesSummary];
}
