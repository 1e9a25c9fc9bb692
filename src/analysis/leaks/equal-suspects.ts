import type { Suspect } from './suspect.ts';

/** The same reference reached in two ways, such as the first of a list and all others, is one suspect. */
export function joinEqual(suspects: readonly Suspect[]): Suspect[] {
  const joined = new Map<string, Suspect>();
  for (const suspect of suspects) {
    const key = `${suspect.fingerprint} ${suspect.constructorName}`;
    const known = joined.get(key);
    joined.set(key, known === undefined ? suspect : sumOf(known, suspect));
  }
  return [...joined.values()];
}

function sumOf(suspect: Suspect, { perIteration, retainedBytes }: Suspect): Suspect {
  return {
    ...suspect,
    perIteration: {
      bytes: suspect.perIteration.bytes + perIteration.bytes,
      count: suspect.perIteration.count + perIteration.count,
    },
    retainedBytes: suspect.retainedBytes + retainedBytes,
  };
}
