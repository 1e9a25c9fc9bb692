import type { HeapProfileTables } from '../format/heapprofile/tables.ts';
import type { CountPrecision } from './profile.ts';
import { possibleObjectSizes } from './scale-sample.ts';
import { sizeShares, type SampleGroup, type SizeWeight } from './size-shares.ts';

/** Counts worked out for a sampling profile. */
export interface ObjectEstimate {
  readonly precision: CountPrecision;
  /** For each node, live objects allocated there. */
  readonly countOf: Float64Array;
  /** For each sample, the objects it stands for; adds up to the counts of the nodes, but for rounding. */
  readonly objectsOf: Float64Array;
}

interface Group extends SampleGroup {
  readonly samples: readonly number[];
}

/**
 * Works out how many objects a sampling profile stands for.
 *
 * V8 knows each sampled object's size s and writes only `s · k`, k being the objects of that size one sample
 * stands for (`scaledCount`). So s is one of the divisors that fit the formula. Which one, the node's own
 * size tells when it has some samples: n of them make about n · (interval + s / 2) bytes, so the mean size
 * of its objects shows. What is still open goes by how common the sizes are in the profile.
 */
export function estimateObjects(
  tables: HeapProfileTables,
  intervalBytes: number | undefined,
): ObjectEstimate {
  if (!tables.samples) return estimateFromNodes(tables.sizeOf, intervalBytes);
  const estimate = intervalBytes === undefined ? undefined : decode(tables, intervalBytes);
  return estimate ?? countSamples(tables);
}

/** Without the interval there is nothing to scale by: each sample counts as one object. */
function countSamples({ samples, sizeOf }: HeapProfileTables): ObjectEstimate {
  const countOf = new Float64Array(sizeOf.length);
  for (const node of samples!.nodeOf) countOf[node] += 1;
  return { precision: 'samples', countOf, objectsOf: new Float64Array(samples!.nodeOf.length).fill(1) };
}

function decode(tables: HeapProfileTables, intervalBytes: number): ObjectEstimate | undefined {
  const groupsOf = groupSamples(tables, intervalBytes);
  if (!groupsOf) return undefined;
  const weight = learnedWeight(groupsOf, tables.sizeOf, intervalBytes);
  const countOf = new Float64Array(tables.sizeOf.length);
  const objectsOf = new Float64Array(tables.samples!.nodeOf.length);
  for (const [node, groups] of groupsOf) {
    const shares = sizeShares(groups, tables.sizeOf[node], intervalBytes, weight);
    for (const [g, { samples, scaledSize, possibleSizes }] of groups.entries()) {
      const objects = possibleSizes.reduce((sum, size, i) => sum + (shares[g][i] * scaledSize) / size, 0);
      countOf[node] += samples.length * objects;
      for (const sample of samples) objectsOf[sample] = objects;
    }
  }
  return { precision: 'estimated', countOf: countOf.map(Math.round), objectsOf };
}

/** For each node with samples, its groups; undefined when most samples do not fit the interval. */
function groupSamples(
  { samples }: HeapProfileTables,
  intervalBytes: number,
): Map<number, Group[]> | undefined {
  const { nodeOf, sizeOf } = samples!;
  const samplesOf = new Map<number, Map<number, number[]>>();
  for (const [sample, node] of nodeOf.entries()) {
    const bySize = samplesOf.get(node) ?? new Map<number, number[]>();
    const alike = bySize.get(sizeOf[sample]) ?? [];
    alike.push(sample);
    bySize.set(sizeOf[sample], alike);
    samplesOf.set(node, bySize);
  }
  const sizesFor = new Map<number, number[]>();
  let unfit = 0;
  const groupOf = ([scaledSize, alike]: [number, number[]]): Group => {
    const known = sizesFor.get(scaledSize) ?? possibleObjectSizes(scaledSize, intervalBytes);
    sizesFor.set(scaledSize, known);
    if (known.length === 0) unfit += alike.length;
    const possibleSizes = known.length === 0 ? [scaledSize] : known;
    return { samples: alike, sampleCount: alike.length, scaledSize, possibleSizes };
  };
  const groupsOf = new Map([...samplesOf].map(([node, bySize]) => [node, [...bySize].map(groupOf)]));
  // With the wrong interval almost nothing fits the formula; with the right one everything does.
  return unfit * 2 > nodeOf.length ? undefined : groupsOf;
}

/** Bytes of a plain object with two properties, the middle of what JavaScript programs allocate. */
const USUAL_SIZE = 40;

/** What is assumed before a profile was looked at: most objects are small, few are tiny. At most 1. */
const baseWeight: SizeWeight = (size) => 4 / (size / USUAL_SIZE + USUAL_SIZE / size) ** 2;

/** Times the weights are learned anew from the shares they lead to; more changes little. */
const LEARNING_ROUNDS = 4;

/** Share of the weight that stays with sizes that nothing in the profile speaks for. */
const BASE_SHARE = 0.02;

/** How common the sizes are in this profile: what the nodes tell, by number of samples. */
function learnedWeight(
  groupsOf: ReadonlyMap<number, readonly Group[]>,
  sizeOf: Float64Array,
  intervalBytes: number,
): SizeWeight {
  let weight = baseWeight;
  for (let round = 0; round < LEARNING_ROUNDS; round++) {
    const samplesWith = new Map<number, number>();
    let sampleCount = 0;
    for (const [node, groups] of groupsOf) {
      const shares = sizeShares(groups, sizeOf[node], intervalBytes, weight);
      for (const [g, group] of groups.entries()) {
        sampleCount += group.sampleCount;
        for (const [i, size] of group.possibleSizes.entries()) {
          samplesWith.set(size, (samplesWith.get(size) ?? 0) + shares[g][i] * group.sampleCount);
        }
      }
    }
    weight = (size) => (samplesWith.get(size) ?? 0) / sampleCount + BASE_SHARE * baseWeight(size);
  }
  return weight;
}

/** Bytes of the smallest object: a map word and one more. */
const MIN_OBJECT_SIZE = 16;

/**
 * Counts for a profile without samples (v8-profiler-next): a node is taken to hold objects of one size.
 * n samples of small objects make about n · (interval + s / 2) bytes, so n is the whole part of the
 * quotient and s follows.
 */
function estimateFromNodes(sizeOf: Float64Array, intervalBytes: number | undefined): ObjectEstimate {
  const objectsOf = new Float64Array(0);
  const countOf = sizeOf.map((size) => {
    if (size === 0 || intervalBytes === undefined) return Math.sign(size);
    const sampled = Math.max(1, Math.floor(size / intervalBytes));
    return Math.round(size / Math.max(MIN_OBJECT_SIZE, 2 * (size / sampled - intervalBytes)));
  });
  return { precision: intervalBytes === undefined ? 'samples' : 'estimated', countOf, objectsOf };
}
