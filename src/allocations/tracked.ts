import type { TraceTables } from '../format/heapprofile/trace-tree.ts';
import type { AllocationProfile } from './profile.ts';

/** Live objects by the trace node they were allocated at. */
export interface LiveByTrace {
  /** For each trace node id, bytes of live objects: the sum of their shallow sizes. */
  readonly sizeOf: ArrayLike<number>;
  /** For each trace node id, live objects. */
  readonly countOf: ArrayLike<number>;
}

/**
 * An allocation profile from tracked allocations (`--exact`).
 *
 * @param live - What a snapshot says is still alive; without it all that was allocated is counted, as V8
 *   does not take away what it frees.
 */
export function profileFromTraces(traces: TraceTables, live?: LiveByTrace): AllocationProfile {
  const { frames, frameOf, parentOf, idOf } = traces;
  return {
    kind: 'tracked',
    countPrecision: 'exact',
    intervalBytes: undefined,
    frames,
    frameOf,
    parentOf,
    sizeOf: live ? Float64Array.from(idOf, (id) => live.sizeOf[id] ?? 0) : traces.sizeOf,
    countOf: live ? Float64Array.from(idOf, (id) => live.countOf[id] ?? 0) : traces.countOf,
    samples: undefined,
  };
}
