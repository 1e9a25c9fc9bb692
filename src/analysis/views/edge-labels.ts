import { type EdgeLabel, KINDS } from './edge-label.ts';
import type { HeapReader } from './heap-reader.ts';

export type { EdgeLabel };

const FIRST_NAMELESS = KINDS.indexOf('index');
/** Keys are below this: they leave room for a constructor's number in one exact integer. */
export const EDGE_KEY_LIMIT = 2 ** 31;

/** Says what an edge is; what only tells edges of one kind apart, such as an index, is left out. */
export function labelEdge(heap: HeapReader, edge: number): EdgeLabel {
  const kind = kindOf(heap, edge);
  return {
    kind: KINDS[kind],
    name: kind < FIRST_NAMELESS ? String(heap.graph.edgeNameOf(edge)) : null,
  };
}

/** A number below `EDGE_KEY_LIMIT` that edges share when their labels say the same; cheaper than the label. */
export function edgeKey(heap: HeapReader, edge: number): number {
  const kind = kindOf(heap, edge);
  const name = kind < FIRST_NAMELESS ? heap.graph.edgeName[edge] : 0;
  return (name * 8 + kind) % EDGE_KEY_LIMIT;
}

/** An index in `KINDS`. */
function kindOf(heap: HeapReader, edge: number): number {
  const { edgeTypes, weakMapEdgeNames, edgeName } = heap.graph;
  const name = edgeName[edge];
  switch (heap.edgeKind(edge)) {
    case edgeTypes.property:
      return KINDS.indexOf('property');
    case edgeTypes.element:
      return KINDS.indexOf('index');
    case edgeTypes.context:
      return KINDS.indexOf('variable');
    case edgeTypes.hidden:
      return KINDS.indexOf('entry');
    default:
      if (weakMapEdgeNames.has(name)) return KINDS.indexOf('weak-map');
      return KINDS.indexOf(heap.isNumber(name) ? 'entry' : 'internal');
  }
}

/** A text that two labels share when they say the same. */
export function labelKey({ kind, name }: EdgeLabel): string {
  return name === null ? kind : `${kind} ${name}`;
}
