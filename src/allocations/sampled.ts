import type { HeapProfileTables } from '../format/heapprofile/tables.ts';
import { estimateObjects } from './estimate-objects.ts';
import type { AllocationProfile, AllocationSamples } from './profile.ts';

/**
 * An allocation profile from a sampling heap profile.
 *
 * V8 writes sizes scaled up but no counts; with the interval that was sampled at, the counts are worked out
 * (see `estimateObjects`), without it they are the numbers of sampled objects.
 *
 * @param intervalBytes - `samplingInterval` of `HeapProfiler.startSampling`; V8's own default is 32768.
 */
export function profileFromSamples(
  tables: HeapProfileTables,
  intervalBytes: number | undefined,
): AllocationProfile {
  const { frames, frameOf, parentOf, sizeOf } = tables;
  const { countOf, objectsOf, precision } = estimateObjects(tables, intervalBytes);
  return {
    kind: 'sampled',
    countPrecision: precision,
    intervalBytes: precision === 'estimated' ? intervalBytes : undefined,
    frames,
    frameOf,
    parentOf,
    sizeOf,
    countOf,
    samples: tables.samples && {
      nodeOf: tables.samples.nodeOf,
      sizeOf: tables.samples.sizeOf,
      objectsOf,
      ordinalOf: tables.samples.ordinalOf,
    },
  };
}

/**
 * The part of `profile` that `other` does not have: with an earlier profile, what was allocated since and is
 * still alive; the other way round, what was freed. Both must come from one recording without a restart in
 * between. Sizes are summed over the samples that remain, so they can differ from V8's by its rounding.
 *
 * @returns undefined when one of them has no samples to tell objects apart by.
 */
export function onlyIn(profile: AllocationProfile, other: AllocationProfile): AllocationProfile | undefined {
  if (!profile.samples || !other.samples) return undefined;
  const inOther = new Set(other.samples.ordinalOf);
  const { nodeOf, sizeOf, objectsOf, ordinalOf } = profile.samples;
  const kept = Uint32Array.from(ordinalOf.keys()).filter((sample) => !inOther.has(ordinalOf[sample]));
  const samples: AllocationSamples = {
    nodeOf: Uint32Array.from(kept, (sample) => nodeOf[sample]),
    sizeOf: Float64Array.from(kept, (sample) => sizeOf[sample]),
    objectsOf: Float64Array.from(kept, (sample) => objectsOf[sample]),
    ordinalOf: Float64Array.from(kept, (sample) => ordinalOf[sample]),
  };
  return { ...profile, samples, ...sumsOf(samples, profile.parentOf.length) };
}

function sumsOf(samples: AllocationSamples, nodeCount: number) {
  const sizeOf = new Float64Array(nodeCount);
  const countOf = new Float64Array(nodeCount);
  for (const [i, node] of samples.nodeOf.entries()) {
    sizeOf[node] += samples.sizeOf[i];
    countOf[node] += samples.objectsOf[i];
  }
  return { sizeOf, countOf: countOf.map(Math.round) };
}
