import type { AllocationProfile, AllocationSamples } from './profile.ts';

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
  if (!samples || !other.samples || other === profile) return profile;
  const objectsOf = agreedObjects(profile, samples, other, other.samples);
  if (objectsOf.every((objects, i) => objects === samples.objectsOf[i])) return profile;

  const countOf = new Float64Array(profile.countOf.length);
  for (const [i, node] of samples.nodeOf.entries()) countOf[node] += objectsOf[i];
  return { ...profile, samples: { ...samples, objectsOf }, countOf: countOf.map(Math.round) };
}

function agreedObjects(
  profile: AllocationProfile,
  samples: AllocationSamples,
  other: AllocationProfile,
  others: AllocationSamples,
): Float64Array {
  const placeOf = new Map(Array.from(others.ordinalOf, (ordinal, i) => [ordinal, i]));
  return samples.objectsOf.map((own, i) => {
    const place = placeOf.get(samples.ordinalOf[i]);
    // Another program's samples have the same numbers, and seldom the same size and function.
    const isSame =
      place !== undefined &&
      others.sizeOf[place] === samples.sizeOf[i] &&
      functionOf(other, others.nodeOf[place]) === functionOf(profile, samples.nodeOf[i]);
    return isSame ? others.objectsOf[place] : own;
  });
}

function functionOf({ frames, frameOf }: AllocationProfile, node: number): string {
  const { functionName, scriptId, line, column } = frames[frameOf[node]];
  return `${scriptId}:${line}:${column} ${functionName}`;
}
