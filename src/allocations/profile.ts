import type { ProfileFrame } from '../format/heapprofile/tables.ts';

/** A function on an allocation's stack, in the code that ran. Positions are 1-based, 0 when unknown. */
export interface AllocationFrame extends ProfileFrame {
  /** Where the function starts, when `line` and `column` are those of an expression in it. */
  readonly functionStart?: { readonly line: number; readonly column: number };
}

/**
 * What the `count` of a profile is worth.
 *
 * `exact`: every allocation was recorded. `estimated`: scaled up from samples, as the sizes are.
 * `samples`: only the number of sampled objects, because the sampling interval is not known.
 */
export type CountPrecision = 'exact' | 'estimated' | 'samples';

/**
 * Allocations by stack, as a tree in flat arrays: sampled live objects, or allocations V8 tracked.
 *
 * Nodes are in depth-first order, so a caller comes before those it calls and all below it follows at once.
 */
export interface AllocationProfile {
  readonly kind: 'sampled' | 'tracked';
  readonly countPrecision: CountPrecision;
  /** Mean bytes between two samples; undefined when tracked or unknown. */
  readonly intervalBytes: number | undefined;
  readonly frames: readonly AllocationFrame[];
  /** For each node, its place in `frames`. */
  readonly frameOf: Uint32Array;
  /** For each node, its caller; -1 for the root. */
  readonly parentOf: Int32Array;
  /** For each node, bytes allocated there, callees left out. */
  readonly sizeOf: Float64Array;
  /** For each node, objects allocated there, callees left out. */
  readonly countOf: Float64Array;
  /** The sampled objects; undefined when tracked, or when the file had none. */
  readonly samples: AllocationSamples | undefined;
}

/** The sampled objects behind a sampled profile. */
export interface AllocationSamples {
  /** For each sample, the node it was allocated at. */
  readonly nodeOf: Uint32Array;
  /** For each sample, the bytes it stands for. */
  readonly sizeOf: Float64Array;
  /** For each sample, the objects it stands for. */
  readonly objectsOf: Float64Array;
  /** For each sample, V8's number of the object: the same in every profile of one recording. */
  readonly ordinalOf: Float64Array;
}
