import { EdgeColumns } from '../edge-columns.ts';
import { IntegerArray, type TakeRecords } from '../integer-array.ts';
import { NodeColumns } from '../node-columns.ts';
import { Place } from '../place.ts';
import { PieceBytes, type PiecesJob } from './piece-bytes.ts';

/** What was read of one of the two arrays. */
export interface ReadToTheEnd {
  /** The first record that was read; all after it were. */
  readonly position: number;
  /** The last values of the record before it. */
  readonly rest: readonly number[];
  /** Highest string index used as a name. */
  readonly highestName: number;
}

/** What a backward reader has read. */
export interface BackwardSummary {
  readonly nodes: ReadToTheEnd;
  readonly edges: ReadToTheEnd;
  /** Blocks of nodes, the last first: in each, nodes' first edges are counted from 0. */
  readonly blocks: readonly { readonly nodeCount: number; readonly edgeCount: number }[];
  /** Sizes of 4 GiB and more, by node ordinal. */
  readonly largeSizes: ReadonlyMap<number, number>;
  readonly hasDetachedness: boolean;
  readonly hasTraceNodeIds: boolean;
}

/** An array of records that is read from its end. */
interface Backward {
  readonly values: IntegerArray;
  /** The last values of a record whose first ones are in the piece before. */
  rest: number[];
}

/**
 * Reads pieces of the nodes and edges into shared columns, from the last on. Where records belong follows from how many
 * there are after them: so a piece is read as a whole before any of it is put away.
 */
export class BackwardReader {
  readonly #place = new Place('heap snapshot');
  readonly #pieces: PieceBytes;
  readonly #nodes: NodeColumns;
  readonly #edges: EdgeColumns;
  readonly #backward: { readonly nodes: Backward; readonly edges: Backward };
  readonly #blocks: { nodeCount: number; edgeCount: number }[] = [];

  constructor(job: PiecesJob) {
    const { header, nodeArrays, edgeArrays } = job;
    this.#pieces = new PieceBytes(job, this.#place);
    const nodes = (this.#nodes = new NodeColumns(header, this.#place, true, nodeArrays));
    const edges = (this.#edges = new EdgeColumns(header, this.#place, true, edgeArrays));
    nodes.count = header.nodeCount;
    edges.count = header.edgeCount;
    const nodeLength = header.nodeFields.length;
    const edgeLength = header.edgeFields.length;
    this.#backward = {
      nodes: this.#backwards('nodes', nodeLength, (block, length, oversized) => {
        const nodeCount = length / nodeLength;
        nodes.edgesBefore = 0;
        const position = this.#placeBefore('nodes', nodes.count, nodeCount);
        nodes.count = position;
        nodes.take(block, length, oversized);
        nodes.count = position;
        this.#blocks.push({ nodeCount, edgeCount: nodes.edgesBefore });
      }),
      edges: this.#backwards('edges', edgeLength, (block, length, oversized) => {
        const position = this.#placeBefore('edges', edges.count, length / edgeLength);
        edges.count = position;
        edges.take(block, length, oversized);
        edges.count = position;
      }),
    };
  }

  /** Reads piece `number`: each time the one before the last. @throws MemprofError `BAD_FILE`. */
  read(number: number): void {
    const piece = this.#pieces.load(number);
    const backward = this.#backward[piece.of];
    backward.values.consumePiece(piece);
    for (const value of backward.rest) backward.values.append(value);
    backward.rest = backward.values.release(true);
  }

  /** What has been read. */
  summary(): BackwardSummary {
    const [nodes, edges] = [this.#nodes, this.#edges];
    return {
      nodes: { position: nodes.count, rest: this.#backward.nodes.rest, highestName: nodes.highestName },
      edges: { position: edges.count, rest: this.#backward.edges.rest, highestName: edges.highestName },
      blocks: this.#blocks,
      largeSizes: nodes.largeSizes,
      hasDetachedness: nodes.detachedness !== undefined,
      hasTraceNodeIds: nodes.traceNodeId !== undefined,
    };
  }

  #backwards(label: string, recordLength: number, take: TakeRecords): Backward {
    // Room for the longest piece and what is left of a record.
    const perBlock = Math.ceil(this.#pieces.maxValues / recordLength) + 2;
    return { values: new IntegerArray(this.#place, label, recordLength, take, perBlock), rest: [] };
  }

  #placeBefore(label: string, position: number, count: number): number {
    if (count > position) this.#place.fail(`"${label}" holds more than the header announces`);
    return position - count;
  }
}
