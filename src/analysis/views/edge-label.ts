/** What a reference is to people who write programs. */
export interface EdgeLabel {
  /**
   * `property`: of an object. `index`: of an array or object. `variable`: captured by a closure. `entry`: of a
   * Map, Set or another of V8's tables. `weak-map`: the value kept by a WeakMap's key. `internal`: V8's own.
   */
  readonly kind: EdgeLabelKind;
  /** Property, variable or V8's own name; null for entries, indexes and values of a WeakMap. */
  readonly name: string | null;
}

/** See `EdgeLabel`. */
export type EdgeLabelKind = (typeof KINDS)[number];

/** In this order: those with a name of their own first. */
export const KINDS = ['property', 'variable', 'internal', 'index', 'entry', 'weak-map'] as const;
