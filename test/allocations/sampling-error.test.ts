import { describe, expect, test } from 'vitest';
import { type AllocationDiff, compareAllocations } from '../../src/allocations/compare.ts';
import { groupAllocations } from '../../src/allocations/group.ts';
import type { AllocationProfile } from '../../src/allocations/profile.ts';
import { profileFromSamples } from '../../src/allocations/sampled.ts';
import { samplingVariance } from '../../src/allocations/sampling-variance.ts';
import { readHeapProfile } from '../../src/format/heapprofile/read.ts';
import { randomNumbers } from '../helpers/mutations.ts';
import { heapProfileJson, INTERVAL, resolver } from './profile-builder.ts';

const OBJECT_SIZE = 40;
const MIB = 2 ** 20;
const resolve = resolver();

/** Sampled objects: those kept between the labels, and those that are others at each. */
interface Sampled {
  readonly kept: number;
  readonly replaced: number;
  readonly large?: number;
}

/** @param label - Replaced objects of two labels are not the same. */
function sampledAt(label: number, { kept, replaced, large = 0 }: Sampled): AllocationProfile {
  const json = heapProfileJson({
    calls: {
      '/app/a.js:1 keeps': { objects: [[OBJECT_SIZE, kept]] },
      '/app/a.js:5 replaces': { objects: [[OBJECT_SIZE, replaced]] },
      '/app/a.js:9 replacesLarge': { objects: [[MIB, large]] },
    },
  });
  const [keeps] = json.head.children;
  const samples = json.samples.map((sample: { nodeId: number; ordinal: number }) => ({
    ...sample,
    ordinal: sample.nodeId === keeps.id ? sample.ordinal : sample.ordinal + label * 1e6,
  }));
  return profileFromSamples(readHeapProfile({ ...json, samples }, 'test.heapprofile'), INTERVAL);
}

function compare(after: AllocationProfile, before: AllocationProfile): AllocationDiff[] {
  const rowsOf = (profile: AllocationProfile) =>
    groupAllocations(profile, { by: 'lineno', resolve, hide: [] }).rows;
  const variances = {
    after: rowsOf(samplingVariance(after, before)!),
    before: rowsOf(samplingVariance(before, after)!),
  };
  return compareAllocations(rowsOf(after), rowsOf(before), { variances });
}

const named = (rows: readonly AllocationDiff[], name: string): AllocationDiff =>
  rows.find(({ functionName }) => functionName === name)!;

describe('the error of a size difference', () => {
  test('holds the truth in 95 of 100 cases, whatever chance samples', () => {
    const random = randomNumbers(29);
    const probability = 1 - Math.exp(-OBJECT_SIZE / INTERVAL);
    const sample = (objects: number): number => {
      let count = 0;
      for (let i = 0; i < objects; i++) if (random() < probability) count++;
      return count;
    };
    const [before, after] = [60_000, 75_000];
    const rounds = 300;
    let held = 0;
    for (let round = 0; round < rounds; round++) {
      const rows = compare(
        sampledAt(2, { kept: 5, replaced: sample(after) }),
        sampledAt(1, { kept: 5, replaced: sample(before) }),
      );
      const { sizeDiffBytes, sizeDiffErrorBytes } = named(rows, 'replaces');
      const truth = (after - before) * OBJECT_SIZE;
      if (Math.abs(sizeDiffBytes - truth) <= sizeDiffErrorBytes) held++;
    }
    expect(held / rounds).toBeGreaterThan(0.92);
    expect(held / rounds).toBeLessThan(0.98);
  });

  test('what stays adds nothing to it, nor does what came where nothing went', () => {
    const rows = compare(sampledAt(2, { kept: 9, replaced: 0 }), sampledAt(1, { kept: 4, replaced: 0 }));
    expect(named(rows, 'keeps').sizeDiffBytes).toBeGreaterThan(0);
    expect(named(rows, 'keeps').sizeDiffErrorBytes).toBe(0);
  });

  test('objects far larger than the interval are never missed', () => {
    const rows = compare(
      sampledAt(2, { kept: 0, replaced: 0, large: 5 }),
      sampledAt(1, { kept: 0, replaced: 0, large: 3 }),
    );
    expect(named(rows, 'replacesLarge')).toMatchObject({ sizeDiffBytes: 2 * MIB, sizeDiffErrorBytes: 0 });
  });

  test('without samples nobody can tell', () => {
    const [one, other] = [sampledAt(1, { kept: 1, replaced: 1 }), sampledAt(2, { kept: 2, replaced: 1 })];
    expect(samplingVariance({ ...one, samples: undefined }, other)).toBeNull();
    expect(samplingVariance(one, { ...other, samples: undefined })).toBeNull();
  });
});

test('what surely grew stands above a larger difference that chance may have made', () => {
  const rows = compare(sampledAt(2, { kept: 6, replaced: 215 }), sampledAt(1, { kept: 1, replaced: 200 }));
  expect(rows.map(({ functionName }) => functionName)).toEqual(['keeps', 'replaces']);
  expect(rows[1]!.sizeDiffBytes).toBeGreaterThan(rows[0]!.sizeDiffBytes);
  const large = compare(sampledAt(2, { kept: 6, replaced: 400 }), sampledAt(1, { kept: 1, replaced: 200 }));
  expect(large.map(({ functionName }) => functionName)).toEqual(['replaces', 'keeps']);
});
