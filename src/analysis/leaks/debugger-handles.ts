import type { HeapGraph } from '../../graph/heap-graph.ts';
import type { EdgeIndex } from '../../graph/ids.ts';

/** V8 numbers its handles and adds whose they are: `4 / DevTools debugger`. */
const OWNER = '/ DevTools debugger';

/**
 * The edges by which V8's debugger keeps what it knows, such as the text of every script. It is there because
 * somebody looks at the program, and lets go of a script when the program does.
 */
export function debuggerHandles(graph: HeapGraph): ReadonlySet<EdgeIndex> {
  const { nodeCount, nodeType, nodeTypes, nodeName, firstEdge, edgeType, edgeTypes, strings } = graph;
  const [handles] = strings.indexesOf('(Global handles)');
  const found = new Set<EdgeIndex>();
  for (let node = 0; node < nodeCount; node++) {
    if (nodeName[node] !== handles || nodeType[node] !== nodeTypes.synthetic) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      // The mark for edges that keep nothing alive is in the type, too.
      const isInternal = (edgeType[edge] & 0x7f) === edgeTypes.internal;
      if (isInternal && String(graph.edgeNameOf(edge)).endsWith(OWNER)) found.add(edge);
    }
    break;
  }
  return found;
}
