import type { Suspect } from './suspect.ts';

/**
 * The same reference reached in two ways, such as the first of a list and all others, is one suspect; so are a
 * collection's store, which gains bytes alone, and the objects in it.
 */
export function joinEqual(suspects: readonly Suspect[]): Suspect[] {
  const joined: Suspect[] = [];
  for (const suspect of suspects) {
    const at = joined.findIndex((known) => areEqual(known, suspect));
    if (at < 0) joined.push(suspect);
    else joined[at] = together(joined[at], suspect);
  }
  return joined;
}

function areEqual(one: Suspect, other: Suspect): boolean {
  if (one.fingerprint !== other.fingerprint) return false;
  return one.constructorName === other.constructorName || gainsBytesAlone(one) !== gainsBytesAlone(other);
}

function gainsBytesAlone({ perIteration }: Suspect): boolean {
  return perIteration.count === 0;
}

/** Named by what has objects. */
function together(one: Suspect, other: Suspect): Suspect {
  const named = gainsBytesAlone(one) ? other : one;
  return {
    ...named,
    perIteration: {
      bytes: one.perIteration.bytes + other.perIteration.bytes,
      count: one.perIteration.count + other.perIteration.count,
    },
    retainedBytes: one.retainedBytes + other.retainedBytes,
  };
}
