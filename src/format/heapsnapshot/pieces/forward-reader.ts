import type { EdgeColumns } from '../edge-columns.ts';
import { IntegerArray } from '../integer-array.ts';
import type { NodeColumns } from '../node-columns.ts';
import { Place } from '../place.ts';
import type { BackwardSummary } from './backward-reader.ts';
import { PieceBytes, type PiecesJob } from './piece-bytes.ts';

/** Reads pieces of the nodes and edges into shared columns, from the first on. */
export class ForwardReader {
  readonly #job: PiecesJob;
  readonly #pieces: PieceBytes;
  readonly #nodes: NodeColumns;
  readonly #edges: EdgeColumns;
  readonly #forward: { readonly nodes: IntegerArray; readonly edges: IntegerArray };

  /**
   * @param nodes - Columns of the job's arrays, still empty.
   * @param edges - Likewise.
   */
  constructor(job: PiecesJob, nodes: NodeColumns, edges: EdgeColumns) {
    const { nodeFields, edgeFields } = job.header;
    const place = new Place('heap snapshot');
    this.#job = job;
    this.#pieces = new PieceBytes(job, place);
    this.#nodes = nodes;
    this.#edges = edges;
    this.#forward = {
      nodes: new IntegerArray(place, 'nodes', nodeFields.length, (...records) => nodes.take(...records)),
      edges: new IntegerArray(place, 'edges', edgeFields.length, (...records) => edges.take(...records)),
    };
  }

  /** Reads piece `number`: each time the one after the last. @throws MemprofError `BAD_FILE`. */
  read(number: number): void {
    const piece = this.#pieces.load(number);
    this.#forward[piece.of].consumePiece(piece);
  }

  /**
   * Completes the columns with what a backward reader has read of the same arrays.
   *
   * @param back - Undefined when all was read from the front.
   * @returns False when there is more or less than the header announces.
   * @throws MemprofError `BAD_FILE` when the record in which the readers met cannot be.
   */
  join(back: BackwardSummary | undefined): boolean {
    const nodes = this.#nodes;
    const edges = this.#edges;
    const { nodeCount, edgeCount } = this.#job.header;
    if (!this.#meets('nodes', nodes, back, nodeCount) || !this.#meets('edges', edges, back, edgeCount))
      return false;
    if (back) this.#takeOver(back);
    nodes.count = nodeCount;
    edges.count = edgeCount;
    return nodes.firstEdge[nodeCount] === edgeCount;
  }

  /** Whether both readers met, with the record between them whole. */
  #meets(
    of: 'nodes' | 'edges',
    columns: { count: number },
    back: BackwardSummary | undefined,
    count: number,
  ) {
    const values = this.#forward[of];
    for (const value of back?.[of].rest ?? []) values.append(value);
    return values.release(false).length === 0 && columns.count === (back?.[of].position ?? count);
  }

  #takeOver(back: BackwardSummary): void {
    const nodes = this.#nodes;
    const { nodeArrays } = this.#job;
    for (const [node, size] of back.largeSizes) nodes.largeSizes.set(node, size);
    nodes.highestName = Math.max(nodes.highestName, back.nodes.highestName);
    this.#edges.highestName = Math.max(this.#edges.highestName, back.edges.highestName);
    if (back.hasDetachedness) nodes.detachedness = nodeArrays.detachedness;
    if (back.hasTraceNodeIds) nodes.traceNodeId = nodeArrays.traceNodeId;
    const { firstEdge } = nodes;
    let node = nodes.count;
    let edge = nodes.edgesBefore;
    for (const { nodeCount, edgeCount } of back.blocks.toReversed()) {
      const end = node + nodeCount;
      // The block before has put its own end here.
      firstEdge[node] = 0;
      for (; node < end; node++) firstEdge[node] += edge;
      edge += edgeCount;
    }
    firstEdge[node] = edge;
  }
}
