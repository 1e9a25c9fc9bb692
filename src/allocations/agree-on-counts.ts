import { pairSamples } from './pair-samples.ts';
import type { AllocationProfile } from './profile.ts';

/**
 * A profile whose samples stand for as many objects as in `other`, wherever that has them too.
 *
 * How many objects a sample stands for is worked out from all there is in its profile, so the same sample has
 * slightly different counts at two labels, and what never changed would seem to gain or lose some.
 *
 * @returns `profile` itself when nothing is to be changed.
 */
export function agreeOnCounts(profile: AllocationProfile, other: AllocationProfile): AllocationProfile {
  const { samples } = profile;
  const others = other.samples;
  if (!samples || !others || other === profile) return profile;
  const pairs = pairSamples(profile, other);
  const objectsOf = samples.objectsOf.map((own, i) => (pairs[i] === -1 ? own : others.objectsOf[pairs[i]]));
  if (objectsOf.every((objects, i) => objects === samples.objectsOf[i])) return profile;

  const countOf = new Float64Array(profile.countOf.length);
  for (const [i, node] of samples.nodeOf.entries()) countOf[node] += objectsOf[i];
  return { ...profile, samples: { ...samples, objectsOf }, countOf: countOf.map(Math.round) };
}
