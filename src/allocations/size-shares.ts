import { meanScaledSize } from './scale-sample.ts';

/** Samples of one node that V8 scaled up to the same size; the objects may be of several sizes. */
export interface SampleGroup {
  readonly sampleCount: number;
  /** What V8 wrote for each of the samples. */
  readonly scaledSize: number;
  /** Object sizes that scale up to it; at least one. */
  readonly possibleSizes: readonly number[];
}

/** How common sampled objects of a size are, in any unit; greater than 0. */
export type SizeWeight = (objectSize: number) => number;

/** With fewer samples V8's rounding says more about a node's size than the sizes of its objects. */
const MIN_SAMPLES_TO_TELL = 4;

/** Bounds of the slope: e^(0.25 · 8) is a factor of 7 from one size to the next, as good as a decision. */
const MAX_SLOPE = 0.25;

/** Halvings of the slope's range: leaves less than a millionth of it. */
const BISECTIONS = 20;

/**
 * For each group of a node, the share of each possible object size among its samples; each adds up to 1.
 *
 * Starts from how common the sizes are and leans towards the larger or the smaller ones, all groups alike,
 * until the samples scaled up together give the size V8 wrote for the node.
 */
export function sizeShares(
  groups: readonly SampleGroup[],
  nodeSize: number,
  intervalBytes: number,
  weight: SizeWeight,
): number[][] {
  const sharesAt = (slope: number): number[][] => groups.map((group) => tilted(group, weight, slope));
  const sampleCount = groups.reduce((sum, group) => sum + group.sampleCount, 0);
  const isOpen = groups.some((group) => group.possibleSizes.length > 1);
  if (!isOpen || sampleCount < MIN_SAMPLES_TO_TELL) return sharesAt(0);
  let low = -MAX_SLOPE;
  let high = MAX_SLOPE;
  for (let i = 0; i < BISECTIONS; i++) {
    const middle = (low + high) / 2;
    if (expectedSize(groups, sharesAt(middle), intervalBytes) < nodeSize) low = middle;
    else high = middle;
  }
  return sharesAt((low + high) / 2);
}

function tilted({ possibleSizes }: SampleGroup, weight: SizeWeight, slope: number): number[] {
  const smallest = Math.min(...possibleSizes);
  const shares = possibleSizes.map(
    (size) => weight(size) * Math.exp(slope * Math.min(size - smallest, 2000)),
  );
  const total = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => share / total);
}

function expectedSize(
  groups: readonly SampleGroup[],
  shares: readonly (readonly number[])[],
  intervalBytes: number,
): number {
  let total = 0;
  for (const [g, { sampleCount, possibleSizes }] of groups.entries()) {
    for (const [i, size] of possibleSizes.entries()) {
      total += sampleCount * shares[g][i] * meanScaledSize(size, intervalBytes);
    }
  }
  return total;
}
