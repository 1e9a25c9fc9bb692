import { describe, expect, test } from 'vitest';
import { scaledCount, possibleObjectSizes } from '../../src/allocations/scale-sample.ts';
import { profileFromSamples } from '../../src/allocations/sampled.ts';
import { readHeapProfile } from '../../src/format/heapprofile/read.ts';
import { heapProfileJson, INTERVAL, profile, tables } from './profile-builder.ts';

test("V8's own numbers: a 32-byte object sampled once at 32768 stands for 1025", () => {
  // `HeapProfiler.getSamplingProfile` of Node 20 wrote 32800 for these.
  expect(32 * scaledCount(32, 1, INTERVAL)).toBe(32800);
  expect(406856 * scaledCount(406856, 1, INTERVAL)).toBe(406856);
});

test('every size is among those it may have been', () => {
  for (let size = 16; size < 4096; size += 8) {
    expect(possibleObjectSizes(size * scaledCount(size, 1, INTERVAL), INTERVAL)).toContain(size);
  }
});

describe('counts of live objects', () => {
  const countAt = (objects: [number, number][], interval: number): number => {
    const spec = { calls: { '/app/a.js:1 f': { objects } } };
    const json = heapProfileJson(spec, interval);
    return profileFromSamples(readHeapProfile(json, 'x'), interval).countOf[1];
  };
  const trueCount = (objects: [number, number][], interval: number): number =>
    objects.reduce((sum, [size, samples]) => sum + scaledCount(size, samples, interval), 0);

  test.each<[number, number]>([
    [24, 60],
    [32, 100],
    [40, 100],
    [64, 50],
  ])('of one small size: %i bytes, %i samples', (...objects) => {
    const counted = countAt([objects], INTERVAL);
    expect(Math.abs(counted / trueCount([objects], INTERVAL) - 1)).toBeLessThan(0.15);
  });

  test('of several small sizes, at an interval most sizes divide', () => {
    const objects: [number, number][] = [
      [24, 20],
      [40, 30],
      [64, 10],
    ];
    expect(Math.abs(countAt(objects, 40320) / trueCount(objects, 40320) - 1)).toBeLessThan(0.05);
  });

  test('of large objects: exact', () => {
    expect(countAt([[160016, 3]], INTERVAL)).toBe(3);
  });
});

test('without the interval, or with a wrong one, each sample is one object', () => {
  const spec = tables({ calls: { '/app/a.js:1 f': { objects: [[24, 7]] } } });

  expect(profileFromSamples(spec, undefined)).toMatchObject({
    countPrecision: 'samples',
    intervalBytes: undefined,
  });
  expect(profileFromSamples(spec, undefined).countOf[1]).toBe(7);
  expect(profileFromSamples(spec, 65536)).toMatchObject({ countPrecision: 'samples' });
});

test('without samples the node alone says how many', () => {
  const spec = { ...tables({ calls: { '/app/a.js:1 f': { objects: [[40, 100]] } } }), samples: undefined };
  const counted = profileFromSamples(spec, INTERVAL).countOf[1];

  expect(Math.abs(counted / scaledCount(40, 100, INTERVAL) - 1)).toBeLessThan(0.1);
});

test('sizes are those V8 wrote, to the byte', () => {
  const spec = { calls: { '/app/a.js:1 f': { objects: [[24, 7]] } } } as const;
  expect(profile(spec).sizeOf[1]).toBe(24 * scaledCount(24, 7, INTERVAL));
});
