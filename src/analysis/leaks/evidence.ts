import { byText } from '../../base/order.ts';
import type { CensusObjects } from '../census-objects.ts';
import type { ConstructorCensus } from '../constructor-census.ts';
import type { GrowingConstructor, GrowingSeries, GrowthEvidence } from './suspect.ts';

/** Of fewer, nobody can tell whether something comes again and again. */
const FEWEST_INTERVALS = 4;

/** What else is known about a series of censuses. */
export interface EvidenceOptions {
  /** Iterations between the first and the last census; one between each and the next when left out. */
  readonly iterations?: number;
  readonly outside?: readonly GrowingSeries[];
  /** Whether rounds have proven that the growth goes on; false when left out. */
  readonly isProven?: boolean;
}

/**
 * Works out what grew over a series of censuses of one program: what is new since the first, and which
 * constructors had more objects, or more bytes, at every census than at the one before.
 *
 * @param censuses - Oldest first; two or more.
 */
export function evidenceOf(
  censuses: readonly ConstructorCensus[],
  options: EvidenceOptions = {},
): GrowthEvidence {
  const first = censuses[0];
  const last = censuses[censuses.length - 1];
  const iterations = options.iterations ?? censuses.length - 1;
  return {
    iterations,
    newIds: idsOnlyIn(last.objects, first.objects),
    growing: growingConstructors(censuses, iterations),
    outside: options.outside ?? [],
    ...(censuses.length > FEWEST_INTERVALS && { lastIds: censuses.map(({ lastId }) => lastId) }),
    isProven: options.isProven ?? false,
  };
}

/** Ids of the objects of `after` that `before` does not have, ascending. Both lists are. */
function idsOnlyIn(after: CensusObjects, before: CensusObjects): Uint32Array {
  const ids = new Uint32Array(after.count);
  let count = 0;
  for (let at = 0, old = 0; at < after.count; at++) {
    const id = after.id[at];
    while (old < before.count && before.id[old] < id) old++;
    if (old === before.count || before.id[old] !== id) ids[count++] = id;
  }
  return ids.slice(0, count);
}

function growingConstructors(
  censuses: readonly ConstructorCensus[],
  iterations: number,
): GrowingConstructor[] {
  const sums = censuses.map(sumByName);
  const growing: GrowingConstructor[] = [];
  for (const [constructorName, last] of sums[sums.length - 1]) {
    const series = sums.map((sum) => sum.get(constructorName) ?? { count: 0, bytes: 0 });
    const risesBy = (key: 'count' | 'bytes') =>
      series.every((value, at) => at === 0 || value[key] > series[at - 1][key]);
    if (!risesBy('count') && !risesBy('bytes')) continue;
    growing.push({
      constructorName,
      perIteration: {
        count: (last.count - series[0].count) / iterations,
        bytes: (last.bytes - series[0].bytes) / iterations,
      },
    });
  }
  return growing.toSorted((a, b) => byText(a.constructorName, b.constructorName));
}

/** Classes of one name at several places count as one. */
function sumByName({ rows }: ConstructorCensus): Map<string, { count: number; bytes: number }> {
  const sums = new Map<string, { count: number; bytes: number }>();
  for (const { constructorName, isBookkeeping, count, shallowSize } of rows) {
    if (isBookkeeping) continue;
    const sum = sums.get(constructorName) ?? { count: 0, bytes: 0 };
    sums.set(constructorName, { count: sum.count + count, bytes: sum.bytes + shallowSize });
  }
  return sums;
}
