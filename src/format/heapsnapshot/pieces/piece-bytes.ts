import { readSync } from 'node:fs';
import type { EdgeArrays } from '../edge-columns.ts';
import type { SnapshotHeader } from '../header.ts';
import type { NodeArrays } from '../node-columns.ts';
import { Place } from '../place.ts';
import type { Bodies } from './find-bodies.ts';

/** The nodes and edges of a file, to be read in pieces by two threads. */
export interface PiecesJob {
  /** Descriptor of the open file. */
  readonly file: number;
  readonly header: SnapshotHeader;
  readonly bodies: Bodies;
  /** About how long a piece is. */
  readonly pieceBytes: number;
  readonly nodeArrays: NodeArrays;
  readonly edgeArrays: EdgeArrays;
}

/** A piece of the nodes or the edges. */
export interface Piece {
  readonly of: 'nodes' | 'edges';
  /** Holds it until the next one is loaded. */
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  /** Whether it begins with a number; else it begins with a comma. */
  readonly isFirst: boolean;
}

/** No number is longer. */
const MAX_NUMBER_BYTES = 64;
const COMMA = 0x2c;

/** How many pieces there are, those of the nodes first. */
export function countPieces({ bodies, pieceBytes }: PiecesJob): number {
  return countIn(bodies.nodes, pieceBytes) + countIn(bodies.edges, pieceBytes);
}

function countIn({ start, end }: { start: number; end: number }, pieceBytes: number): number {
  return Math.ceil((end - start) / pieceBytes);
}

/** Loads pieces, which are numbered through. Each ends where a number does, whoever loads its neighbours. */
export class PieceBytes {
  /** The most values a piece can have. */
  readonly maxValues: number;
  readonly #job: PiecesJob;
  readonly #place: Place;
  readonly #nodePieces: number;
  readonly #bytes: Uint8Array;

  constructor(job: PiecesJob, place: Place) {
    this.#job = job;
    this.#place = place;
    this.#nodePieces = countIn(job.bodies.nodes, job.pieceBytes);
    this.#bytes = new Uint8Array(job.pieceBytes + MAX_NUMBER_BYTES);
    this.maxValues = Math.ceil(this.#bytes.length / 2);
  }

  /** Piece `number`. @throws MemprofError `BAD_FILE` when it is not as V8 writes it. */
  load(number: number): Piece {
    const { bodies, pieceBytes } = this.#job;
    const of = number < this.#nodePieces ? 'nodes' : 'edges';
    const index = of === 'nodes' ? number : number - this.#nodePieces;
    const from = bodies[of].start + index * pieceBytes;
    const length = Math.min(bodies[of].end - from, pieceBytes + MAX_NUMBER_BYTES);
    this.#fill(from, length);
    const isFirst = index === 0;
    const start = isFirst ? 0 : this.#commaFrom(0, length);
    const end = this.#commaFrom(pieceBytes, length);
    return { of, bytes: this.#bytes, start, end, isFirst };
  }

  #fill(position: number, length: number): void {
    for (let filled = 0; filled < length;) {
      const read = readSync(this.#job.file, this.#bytes, filled, length - filled, position + filled);
      if (read === 0) this.#place.fail('is shorter than it was');
      filled += read;
    }
  }

  /** The first comma from `from` on; the end of the array where its last number begins before. */
  #commaFrom(from: number, length: number): number {
    const at = this.#bytes.indexOf(COMMA, from);
    // What lies beyond is left over from another piece.
    if (at >= 0 && at < length) return at;
    if (length >= from + MAX_NUMBER_BYTES) this.#place.fail('holds something else than numbers');
    return length;
  }
}
