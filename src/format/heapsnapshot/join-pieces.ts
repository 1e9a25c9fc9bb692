import type { EdgeColumns } from './edge-columns.ts';
import type { NodeColumns } from './node-columns.ts';
import type { PiecesJob, PiecesSummary } from './record-pieces.ts';

/**
 * Completes columns that were filled piece by piece, from the front and from the end.
 *
 * @param summaries - Of the reader from the front, and of the one from the end if there was one.
 * @returns False when the pieces do not add up to what the header announces.
 */
export function joinPieces(
  job: PiecesJob,
  summaries: readonly PiecesSummary[],
  nodes: NodeColumns,
  edges: EdgeColumns,
): boolean {
  const { nodeCount, edgeCount } = job.header;
  const [front, back] = summaries;
  if (!front) return false;
  if (front.nodePosition !== (back?.nodePosition ?? nodeCount)) return false;
  if (front.edgePosition !== (back?.edgePosition ?? edgeCount)) return false;
  if (!completeFirstEdges(job)) return false;
  for (const { largeSizes, highestNodeName, highestEdgeName, ...has } of summaries) {
    for (const [node, size] of largeSizes) nodes.largeSizes.set(node, size);
    nodes.highestName = Math.max(nodes.highestName, highestNodeName);
    edges.highestName = Math.max(edges.highestName, highestEdgeName);
    if (has.hasDetachedness) nodes.detachedness = job.nodeArrays.detachedness;
    if (has.hasTraceNodeIds) nodes.traceNodeId = job.nodeArrays.traceNodeId;
  }
  nodes.count = nodeCount;
  edges.count = edgeCount;
  return true;
}

/** In each piece edges were counted from 0. */
function completeFirstEdges({ header, nodeArrays, nodesIn, edgesClaimedIn }: PiecesJob): boolean {
  const { firstEdge } = nodeArrays;
  const claimed = edgesClaimedIn.reduce((sum, edges) => sum + edges, 0);
  if (claimed !== header.edgeCount) return false;
  let node = 0;
  let before = 0;
  for (let piece = 0; piece < nodesIn.length; piece++) {
    const end = node + nodesIn[piece];
    // The piece before has written its own end here.
    firstEdge[node] = 0;
    for (; node < end; node++) firstEdge[node] += before;
    before += edgesClaimedIn[piece];
  }
  firstEdge[node] = before;
  return node === header.nodeCount;
}
