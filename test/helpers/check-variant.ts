import { MemprofError } from '../../src/base/errors.ts';
import { SnapshotReader } from '../../src/format/heapsnapshot/snapshot-reader.ts';
import { buildConstructorTable } from '../../src/graph/constructor-table.ts';
import { sumGroupSizes } from '../../src/graph/group-sizes.ts';
import { HeapGraph } from '../../src/graph/heap-graph.ts';

/** What became of a damaged snapshot: refused with a clear error, or read as a graph that holds together. */
export type Outcome = 'refused' | 'consistent';

/** Reads `text` and asks everything; throws when the outcome is neither. */
export function checkVariant(text: Uint8Array): Outcome {
  let graph: HeapGraph;
  try {
    const reader = new SnapshotReader({ sourceName: 'variant', expectedBytes: text.length });
    reader.push(text);
    graph = new HeapGraph(reader.end());
  } catch (error) {
    if (!(error instanceof MemprofError) || error.code !== 'BAD_FILE') throw error;
    if (error.message.includes('\n') || error.message.length > 500)
      throw new Error('unclear message', { cause: error });
    return 'refused';
  }
  checkSums(graph);
  return 'consistent';
}

function checkSums(graph: HeapGraph): void {
  const { nodeCount, root, dominatorOf, retainedSize, distance } = graph;
  let total = 0;
  for (let node = 0; node < nodeCount; node++) {
    total += graph.shallowSizeOf(node);
    if (dominatorOf[node]! >= nodeCount) throw new Error(`node ${node} has no dominator`);
    if (retainedSize[node]! > retainedSize[dominatorOf[node]!]!)
      throw new Error(`node ${node} retains too much`);
    if (distance[node]! < -5) throw new Error(`node ${node} has a distance that cannot be`);
  }
  if (retainedSize[root] !== total) throw new Error(`the root retains ${retainedSize[root]} of ${total}`);
  const table = buildConstructorTable(graph);
  const shallow = sumGroupSizes(graph, table).shallowSize.reduce((sum, size) => sum + size, 0);
  if (shallow !== total) throw new Error(`constructors have ${shallow} of ${total}`);
  const path = graph.retainingPaths.pathTo(nodeCount - 1);
  if (path && path.length > 0 && path.at(-1)!.to !== nodeCount - 1) throw new Error('a path leads elsewhere');
}
