import type { Suspect } from '../../analysis/leaks/suspect.ts';

/** The same suspect in each worker of a pool is one, and what an iteration adds is summed; largest first. */
export function alikeOnce(suspects: readonly Suspect[]): Suspect[] {
  const groups = new Map<string, Suspect[]>();
  for (const suspect of suspects) {
    groups.set(suspect.fingerprint, [...(groups.get(suspect.fingerprint) ?? []), suspect]);
  }
  return [...groups.values()].map(together).toSorted((a, b) => b.perIteration.bytes - a.perIteration.bytes);
}

function together(alike: readonly Suspect[]): Suspect {
  const [first] = alike.toSorted((a, b) => b.perIteration.bytes - a.perIteration.bytes);
  const others = alike.length - 1;
  if (others === 0) return first;
  return {
    ...first,
    perIteration: {
      bytes: alike.reduce((sum, { perIteration }) => sum + perIteration.bytes, 0),
      count: alike.reduce((sum, { perIteration }) => sum + perIteration.count, 0),
    },
    retainedBytes: alike.reduce((sum, { retainedBytes }) => sum + retainedBytes, 0),
    place: `${first.place ?? ''} and ${others} alike`,
  };
}
