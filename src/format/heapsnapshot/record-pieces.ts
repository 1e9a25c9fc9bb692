import { readSync } from 'node:fs';
import { EdgeColumns, type EdgeArrays } from './edge-columns.ts';
import type { Bodies, Body } from './find-bodies.ts';
import type { SnapshotHeader } from './header.ts';
import { IntegerArray, type TakeRecords } from './integer-array.ts';
import { NodeColumns, type NodeArrays } from './node-columns.ts';
import { Place } from './place.ts';

/** Bytes of a piece: some milliseconds' work at most, and small enough for the second-level cache. */
export const PIECE_BYTES = 1 << 17;
/** No record in V8's own layout is longer. */
const MAX_LINE_BYTES = 512;
const NEWLINE = 0x0a;

/** The nodes and edges of a file, to be read in pieces by several threads. */
export interface PiecesJob {
  /** Descriptor of the open file. */
  readonly file: number;
  readonly header: SnapshotHeader;
  readonly bodies: Bodies;
  readonly nodeArrays: NodeArrays;
  readonly edgeArrays: EdgeArrays;
  /** For each piece of the nodes, how many nodes it holds, and how many edges these claim; for every thread to fill. */
  readonly nodesIn: Uint32Array;
  readonly edgesClaimedIn: Float64Array;
}

/** What one thread knows of the pieces it has read. */
export interface PiecesSummary {
  /** The first node not read from the front, or the last read from the end; where two readers have to meet. */
  readonly nodePosition: number;
  readonly edgePosition: number;
  readonly highestNodeName: number;
  readonly highestEdgeName: number;
  readonly largeSizes: ReadonlyMap<number, number>;
  readonly hasDetachedness: boolean;
  readonly hasTraceNodeIds: boolean;
}

/** How many pieces a body has. */
export function countPieces({ start, end }: Body): number {
  return Math.ceil((end - start) / PIECE_BYTES);
}

/**
 * Reads pieces of the nodes and edges, numbered through, into shared columns: from the first on, or from the last on
 * backwards. A piece's end is where a line ends, so that each has whole records; how many is known once they were read.
 */
export class PieceReader {
  readonly #job: PiecesJob;
  readonly #nodePieces: number;
  readonly #nodes: NodeColumns;
  readonly #edges: EdgeColumns;
  readonly #nodeRecords: IntegerArray;
  readonly #edgeRecords: IntegerArray;
  readonly #place = new Place('heap snapshot');
  // One byte more in front: whether a line ends there.
  readonly #bytes = new Uint8Array(1 + PIECE_BYTES + MAX_LINE_BYTES);

  /** @param isBackward - Whether pieces will come from the last on. */
  constructor(job: PiecesJob, isBackward: boolean) {
    const { header, nodeArrays, edgeArrays } = job;
    this.#job = job;
    this.#nodePieces = countPieces(job.bodies.nodes);
    const nodes = (this.#nodes = new NodeColumns(header, this.#place, true, nodeArrays));
    const edges = (this.#edges = new EdgeColumns(header, this.#place, true, edgeArrays));
    if (isBackward) {
      nodes.count = header.nodeCount;
      edges.count = header.edgeCount;
    }
    const records = (label: string, columns: NodeColumns | EdgeColumns, recordLength: number) => {
      const forward: TakeRecords = (...taken) => columns.take(...taken);
      const backward: TakeRecords = (block, length, oversized) => {
        const position = columns.count - length / recordLength;
        if (position < 0) this.#place.fail(`"${label}" holds more than the header announces`);
        columns.count = position;
        columns.take(block, length, oversized);
        columns.count = position;
      };
      // Backwards, a piece has to come as one block: where it goes depends on how much it is.
      const wholePiece = Math.ceil(this.#bytes.length / 2 / recordLength);
      return isBackward
        ? new IntegerArray(this.#place, label, recordLength, backward, wholePiece)
        : new IntegerArray(this.#place, label, recordLength, forward);
    };
    this.#nodeRecords = records('nodes', nodes, header.nodeFields.length);
    this.#edgeRecords = records('edges', edges, header.edgeFields.length);
  }

  /** Reads piece `piece`. @throws MemprofError `BAD_FILE` when it is not in V8's own layout. */
  read(piece: number): void {
    const { bodies, nodesIn, edgesClaimedIn } = this.#job;
    if (piece >= this.#nodePieces) {
      this.#readPiece(bodies.edges, piece - this.#nodePieces, this.#edgeRecords);
      return;
    }
    const before = this.#nodes.count;
    this.#nodes.edgesBefore = 0;
    this.#readPiece(bodies.nodes, piece, this.#nodeRecords);
    nodesIn[piece] = Math.abs(this.#nodes.count - before);
    edgesClaimedIn[piece] = this.#nodes.edgesBefore;
  }

  /** What this reader has read so far. */
  summary(): PiecesSummary {
    return {
      nodePosition: this.#nodes.count,
      edgePosition: this.#edges.count,
      highestNodeName: this.#nodes.highestName,
      highestEdgeName: this.#edges.highestName,
      largeSizes: this.#nodes.largeSizes,
      hasDetachedness: this.#nodes.detachedness !== undefined,
      hasTraceNodeIds: this.#nodes.traceNodeId !== undefined,
    };
  }

  #readPiece(body: Body, index: number, records: IntegerArray): void {
    const from = body.start + index * PIECE_BYTES;
    const next = from + PIECE_BYTES;
    const end = Math.min(body.end, next + MAX_LINE_BYTES);
    this.#fill(from - 1, end - from + 1);
    const isFirst = index === 0;
    const length = end - from + 1;
    const start = isFirst ? 1 : this.#endOfLine(0, length);
    const stop = next >= body.end ? length : this.#endOfLine(PIECE_BYTES, length);
    records.consumeRecords(this.#bytes, start, stop, isFirst);
  }

  #fill(position: number, length: number): void {
    for (let filled = 0; filled < length;) {
      const read = readSync(this.#job.file, this.#bytes, filled, length - filled, position + filled);
      if (read === 0) this.#place.fail('is shorter than it was');
      filled += read;
    }
  }

  #endOfLine(from: number, limit: number): number {
    const at = this.#bytes.indexOf(NEWLINE, from);
    // What lies beyond is left over from another piece.
    if (at < 0 || at >= limit) this.#place.fail('has lines of unknown length');
    return at + 1;
  }
}
