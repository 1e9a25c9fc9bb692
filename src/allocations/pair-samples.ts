import type { AllocationProfile } from './profile.ts';

/**
 * For each sample of a profile, the place of the same object among the samples of another profile; -1 where that
 * does not have it. Empty for a profile without samples.
 */
export function pairSamples(profile: AllocationProfile, other: AllocationProfile): Int32Array {
  const { samples } = profile;
  const others = other.samples;
  if (!samples) return new Int32Array(0);
  const pairs = new Int32Array(samples.nodeOf.length).fill(-1);
  if (!others) return pairs;
  const placeOf = new Map(Array.from(others.ordinalOf, (ordinal, i) => [ordinal, i]));
  for (const [i, node] of samples.nodeOf.entries()) {
    const place = placeOf.get(samples.ordinalOf[i]);
    // Another program's samples have the same numbers, and seldom the same size and function.
    const isSame =
      place !== undefined &&
      others.sizeOf[place] === samples.sizeOf[i] &&
      functionOf(other, others.nodeOf[place]) === functionOf(profile, node);
    if (isSame) pairs[i] = place;
  }
  return pairs;
}

function functionOf({ frames, frameOf }: AllocationProfile, node: number): string {
  const { functionName, scriptId, line, column } = frames[frameOf[node]];
  return `${scriptId}:${line}:${column} ${functionName}`;
}
