import { profileFromSamples } from '../allocations/sampled.ts';
import type { AllocationProfile } from '../allocations/profile.ts';
import { readHeapProfile } from '../format/heapprofile/read.ts';

/** Live allocations of a label from the sampling profile V8 gave. */
export function allocationsOf(
  profile: unknown,
  samplingIntervalBytes: number,
  name: string,
): AllocationProfile {
  return profileFromSamples(readHeapProfile(profile, name), samplingIntervalBytes);
}
