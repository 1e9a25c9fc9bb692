import type { Accumulation } from './accumulation.ts';
import type { Places } from './places.ts';
import type { OwnedReference } from './suspect-reference.ts';
import type { SourceNames, SourcePlace, SuspectPackage } from './suspect.ts';
import type { SuspectKind } from './suspect-kind.ts';

/** Whose code a pile-up is. */
export interface Blame {
  /** Place of the owner of the reference, or of the nearest thing that has one. */
  readonly ownerPlace: SourcePlace | null;
  /** True when that is the place of what piles up, not of what refers to it. */
  readonly isPlaceOfObjects: boolean;
  /** Files of the code around the reference, the most telling first. */
  readonly files: readonly string[];
  readonly package: SuspectPackage | null;
}

/** Kinds where who registered is to blame, not who is registered with. */
const REGISTRATIONS = new Set<SuspectKind>([
  'event-listeners',
  'timers',
  'pending-promises',
  'async-context',
]);
/** Within this many steps an owner is to blame for its collection; farther up it merely leads there. */
const NEAR = 2;
/** How many steps below the pile-up are looked at. */
const BELOW = 6;

/** Finds the code to look at: that of the owner when it is near, that of the objects that pile up otherwise. */
export function blame(
  { steps, pileAt }: Accumulation,
  { ownerAt, variable }: OwnedReference,
  kind: SuspectKind,
  places: Places,
  names: SourceNames,
): Blame {
  const above = filesOf(steps.slice(0, pileAt).toReversed(), places);
  const below = filesOf(steps.slice(pileAt, pileAt + BELOW), places);
  const ownerFirst = !REGISTRATIONS.has(kind) && pileAt - 1 - ownerAt <= NEAR;
  const files = [...new Set(ownerFirst ? [...above, ...below] : [...below, ...above])];
  const nearest = nearestPlace(steps.slice(0, ownerAt + 1).toReversed(), places);
  const ownerPlace = places.ofVariable(variable, nearest);
  const firstPlace = nearestPlace(steps.slice(pileAt, pileAt + BELOW), places);
  const isPlaceOfObjects = firstPlace !== null && !(ownerFirst && ownerPlace !== null);
  return {
    ownerPlace: isPlaceOfObjects ? firstPlace : ownerPlace,
    isPlaceOfObjects,
    files,
    package: files.length > 0 ? names.packageOf(files[0]) : null,
  };
}

function filesOf(steps: Accumulation['steps'], places: Places): string[] {
  return steps.flatMap(({ node }) => places.filesAt(node));
}

function nearestPlace(steps: Accumulation['steps'], places: Places): SourcePlace | null {
  for (const { node } of steps) {
    const place = places.of(node);
    if (place) return place;
  }
  return null;
}
