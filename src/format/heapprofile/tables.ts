/** A function on a stack, as V8 ran it. */
export interface ProfileFrame {
  /** V8's name, empty when the function has none. */
  readonly functionName: string;
  /** V8's number of the script; `0` for what is no script (builtins, `(GC)`). */
  readonly scriptId: string;
  /** URL or path of the script; empty when V8 knows none. */
  readonly url: string;
  /** Where the function starts in the code that ran, 1-based; 0 when V8 does not know. */
  readonly line: number;
  /** As `line`. */
  readonly column: number;
}

/**
 * A sampling heap profile as tables.
 *
 * Nodes are in depth-first order: a caller comes before those it calls, and everything below a node
 * follows it at once. All sizes are bytes, scaled up by V8 from what was sampled to what was allocated.
 */
export interface HeapProfileTables {
  /** Distinct frames. */
  readonly frames: readonly ProfileFrame[];
  /** For each node, its place in `frames`. */
  readonly frameOf: Uint32Array;
  /** For each node, its caller; -1 for the root, which is node 0. */
  readonly parentOf: Int32Array;
  /** For each node, estimated bytes of live objects allocated there, callees left out. */
  readonly sizeOf: Float64Array;
  /** The sampled objects that were alive; undefined when the file has none (v8-profiler-next). */
  readonly samples: SampleTables | undefined;
}

/** The sampled objects that were alive when the profile was taken. */
export interface SampleTables {
  /** For each sample, the node it was allocated at. */
  readonly nodeOf: Uint32Array;
  /** For each sample, the bytes V8 estimates it to stand for: its own size times a whole number. */
  readonly sizeOf: Float64Array;
  /** For each sample, V8's number of the sampled object: the same in every profile of one recording. */
  readonly ordinalOf: Float64Array;
}
