import type { HeapProfileTables } from '../format/heapprofile/tables.ts';
import { estimateObjects } from './estimate-objects.ts';
import type { AllocationProfile } from './profile.ts';

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
