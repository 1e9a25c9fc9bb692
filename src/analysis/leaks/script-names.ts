import type { HeapGraph } from '../../graph/heap-graph.ts';
import { HeapFacts } from './heap-facts.ts';

/**
 * Names of the scripts a snapshot tells of, by number: URLs of ES modules, paths of CommonJS modules, `node:…`.
 * For snapshots that come without the inspector's list of scripts.
 */
export function scriptNames(graph: HeapGraph): Map<number, string> {
  const facts = new HeapFacts(graph);
  const names = new Map<number, string>();
  const { scriptId, count } = graph.tables.locations;
  for (let row = 0; row < count; row++) {
    const name = facts.scriptById(scriptId[row]);
    if (name !== '') names.set(scriptId[row], name);
  }
  return names;
}
