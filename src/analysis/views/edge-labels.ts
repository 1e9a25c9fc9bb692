import type { ViewedHeap } from './viewed-heap.ts';

/** What a reference is to people who write programs. */
export interface EdgeLabel {
  /**
   * `property`: of an object. `index`: of an array or object. `variable`: captured by a closure. `entry`: of a
   * Map, Set or another of V8's tables. `weak-map`: the value kept by a WeakMap's key. `internal`: V8's own.
   */
  readonly kind: 'property' | 'index' | 'variable' | 'entry' | 'weak-map' | 'internal';
  /** Property, variable, index or V8's own name; null for entries, and for indexes where several are one group. */
  readonly name: string | null;
}

/**
 * Says what an edge is.
 *
 * @param isGrouped - Leave out what tells edges of one kind apart: indexes of arrays.
 */
export function labelEdge({ graph }: ViewedHeap, edge: number, isGrouped: boolean): EdgeLabel {
  const name = graph.edgeNameOf(edge);
  switch (graph.edgeTypeOf(edge)) {
    case 'property':
      return { kind: 'property', name: String(name) };
    case 'element':
      return { kind: 'index', name: isGrouped ? null : String(name) };
    case 'context':
      return { kind: 'variable', name: String(name) };
    case 'internal': {
      if (graph.weakMapEdgeNames.has(graph.edgeName[edge])) return { kind: 'weak-map', name: null };
      return isNumber(name) ? { kind: 'entry', name: null } : { kind: 'internal', name: String(name) };
    }
    default:
      return isNumber(name) ? { kind: 'entry', name: null } : { kind: 'internal', name: String(name) };
  }
}

/** A text that two labels share when they say the same. */
export function labelKey({ kind, name }: EdgeLabel): string {
  return name === null ? kind : `${kind} ${name}`;
}

function isNumber(name: string | number): boolean {
  return typeof name === 'number' || /^\d+$/.test(name);
}
