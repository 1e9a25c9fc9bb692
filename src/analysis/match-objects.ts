import type { ConstructorCensus } from './constructor-census.ts';
import type { CensusObjects } from './census-objects.ts';

/** Which objects of two censuses are the same. */
export interface ObjectMatch {
  /** For each object of the later census, 1 when it was there before. */
  readonly isKeptAfter: Uint8Array;
  /** For each object of the earlier census, 1 when it is still there. */
  readonly isKeptBefore: Uint8Array;
  /** False when ids mean different objects: two processes, or an inspector session that ended in between. */
  readonly isSameIsolate: boolean;
}

/** In one isolate an id means one object for ever, so a kept object's constructor is all but always the same. */
const MIN_AGREEMENT = 0.8;

/** Matches objects by id, in one pass over both lists. */
export function matchObjects(after: ConstructorCensus, before: ConstructorCensus): ObjectMatch {
  const match = {
    isKeptAfter: new Uint8Array(after.objects.count),
    isKeptBefore: new Uint8Array(before.objects.count),
  };
  const numbers = new Map<string, number>();
  const lateNames = numberNames(after, numbers);
  const earlyNames = numberNames(before, numbers);
  let matched = 0;
  let agreeing = 0;
  forEachPair(after.objects, before.objects, (late, early) => {
    matched++;
    if (lateNames[after.objects.row[late]] === earlyNames[before.objects.row[early]]) agreeing++;
    match.isKeptAfter[late] = 1;
    match.isKeptBefore[early] = 1;
  });
  const isSameIsolate = matched > 0 && agreeing >= matched * MIN_AGREEMENT;
  if (isSameIsolate) return { ...match, isSameIsolate };
  return { isKeptAfter: match.isKeptAfter.fill(0), isKeptBefore: match.isKeptBefore.fill(0), isSameIsolate };
}

/** For each row, a number that rows of one constructor name share. */
function numberNames({ rows }: ConstructorCensus, numbers: Map<string, number>): Uint32Array {
  return Uint32Array.from(rows, ({ constructorName }) => {
    const number = numbers.get(constructorName) ?? numbers.size;
    numbers.set(constructorName, number);
    return number;
  });
}

function forEachPair(
  after: CensusObjects,
  before: CensusObjects,
  visit: (late: number, early: number) => void,
): void {
  let early = 0;
  for (let late = 0; late < after.count; late++) {
    while (early < before.count && before.id[early] < after.id[late]) early++;
    if (early < before.count && before.id[early] === after.id[late]) visit(late, early++);
  }
}
