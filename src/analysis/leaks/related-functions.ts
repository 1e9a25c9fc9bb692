import type { HeapGraph } from '../../graph/heap-graph.ts';
import type { NodeOrdinal } from '../../graph/ids.ts';
import { NO_NODE } from './no-node.ts';

/**
 * V8's references lead from a closure to its scope and its code, not back. For each context, a closure in it; for each
 * ScopeInfo, its function; for each function, a closure of it; `NO_NODE` for all others.
 *
 * @param target - The node an edge of that name leads to.
 */
export function relateFunctions(
  { nodeCount, nodeType, nodeTypes }: HeapGraph,
  target: (node: NodeOrdinal, name: string) => NodeOrdinal,
): Uint32Array {
  const related = new Uint32Array(nodeCount).fill(NO_NODE);
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] === nodeTypes.closure) {
      for (const name of ['context', 'shared']) {
        const end = target(node, name);
        if (end !== NO_NODE && related[end] === NO_NODE) related[end] = node;
      }
    } else if (nodeType[node] === nodeTypes.code) {
      const scope = target(node, 'name_or_scope_info');
      if (scope !== NO_NODE && nodeType[scope] === nodeTypes.code) related[scope] = node;
    }
  }
  return related;
}
