import { pairSamples } from './pair-samples.ts';
import type { AllocationProfile } from './profile.ts';

/**
 * A profile that has, in the place of sizes, by how much chance moves them from one label to the other: for each node the
 * variance (bytes²) of the size of what `other` does not have. Objects that both have were sampled once and differ
 * in nothing.
 *
 * An object of s bytes is sampled with the probability p and then stands for k = 1 / p objects, so each sample adds
 * (s · k)² · (1 − p) to the variance of the sum (Horvitz and Thompson's estimator of Poisson samples). An object far
 * larger than the interval is never missed and adds nothing.
 *
 * @returns null where there are no samples to tell objects apart by.
 */
export function samplingVariance(
  profile: AllocationProfile,
  other: AllocationProfile,
): AllocationProfile | null {
  const { samples, countPrecision } = profile;
  if (!samples || !other.samples) return null;
  const pairs = pairSamples(profile, other);
  const sizeOf = new Float64Array(profile.sizeOf.length);
  for (const [i, node] of samples.nodeOf.entries()) {
    if (pairs[i] !== -1) continue;
    // Without the interval nobody knows how likely a sample was.
    const missed = countPrecision === 'samples' ? 1 : 1 - 1 / Math.max(1, samples.objectsOf[i]);
    sizeOf[node] += samples.sizeOf[i] ** 2 * missed;
  }
  return { ...profile, sizeOf, countOf: new Float64Array(sizeOf.length), samples: undefined };
}
