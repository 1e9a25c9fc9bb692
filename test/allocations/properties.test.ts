import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareAllocations, type DiffOrder } from '../../src/allocations/compare.ts';
import { groupAllocations } from '../../src/allocations/group.ts';
import type { AllocationProfile } from '../../src/allocations/profile.ts';
import { agreeOnCounts } from '../../src/allocations/agree-on-counts.ts';
import type { AllocationRow, GroupBy } from '../../src/allocations/rows.ts';
import { profileFromSamples } from '../../src/allocations/sampled.ts';
import { readHeapProfile } from '../../src/format/heapprofile/read.ts';
import { heapProfileJson, INTERVAL, profile, resolver, type NodeSpec } from './profile-builder.ts';

const frame = fc.constantFrom(
  '/app/a.js:1 ',
  '/app/a.js:5 f',
  '/app/b.js:9 g',
  '/app/node_modules/express/index.js:1 h',
  '/app/node_modules/tsx/dist/x.js:1 load',
  '/app/node_modules/esbuild/lib/main.js:1 transform',
  '/memprof/agent.js:1 mark',
  'node:fs:3 read',
  'map',
  '(GC)',
);
const objects = fc.array(
  fc.tuple(
    fc.integer({ min: 2, max: 40_000 }).map((words) => words * 8),
    fc.integer({ min: 1, max: 5 }),
  ),
  {
    maxLength: 2,
  },
);
const { node } = fc.letrec<{ node: NodeSpec }>((tie) => ({
  node: fc.record({
    objects,
    calls: fc.option(fc.dictionary(frame, tie('node'), { maxKeys: 3, noNullPrototype: true }), {
      nil: {},
      depthIdentifier: 'stack',
      maxDepth: 6,
    }),
  }),
}));
const by = fc.constantFrom<GroupBy>('lineno', 'filename', 'traceback', 'module');
const resolve = resolver();

function rowsOf(of: AllocationProfile, key: GroupBy): readonly AllocationRow[] {
  return groupAllocations(of, { by: key, resolve, hide: [] }).rows;
}

function sum<T>(items: readonly T[], value: (item: T) => number): number {
  return items.reduce((total, item) => total + value(item), 0);
}

test('rows, what is hidden and what is filtered add up to the profile, which V8 added up', () => {
  fc.assert(
    fc.property(node, by, fc.boolean(), (spec, key, isFiltered) => {
      const of = profile(spec);
      const table = groupAllocations(of, { by: key, resolve, ...(isFiltered && { include: ['a.js'] }) });

      expect(table.total.sizeBytes).toBe(sum([...of.sizeOf], (size) => size));
      const parts = [...table.rows, table.hidden, table.filtered];
      expect(sum(parts, (part) => part.sizeBytes)).toBe(table.total.sizeBytes);
      expect(sum(parts, (part) => part.count)).toBe(table.total.count);
    }),
  );
});

test('include and exclude of the same globs part the rows', () => {
  fc.assert(
    fc.property(node, by, (spec, key) => {
      const of = profile(spec);
      const globs = ['b.js', 'node_modules/express/**', '(V8)'];
      const keys = (options: { include?: string[]; exclude?: string[] }): string[] =>
        groupAllocations(of, { by: key, resolve, hide: [], ...options }).rows.map((row) => row.key);
      const included = keys({ include: globs });
      const excluded = keys({ exclude: globs });

      // By module the program's files share a row, which then stands on both sides.
      if (key !== 'module') expect(included.filter((each) => excluded.includes(each))).toEqual([]);
      expect(new Set([...included, ...excluded])).toEqual(new Set(keys({})));
    }),
  );
});

test('a cumulative row has what is below its outermost frames', () => {
  fc.assert(
    fc.property(node, (spec) => {
      const of = profile(spec);
      const own = rowsOf(of, 'lineno');
      const all = groupAllocations(of, { by: 'lineno', resolve, hide: [], cumulative: true }).rows;
      expect(Object.fromEntries(all.map((row) => [row.key, row.sizeBytes]))).toEqual(
        cumulativeByDefinition(of),
      );
      for (const row of own) {
        const whole = all.find((each) => each.key === row.key);
        expect(whole?.sizeBytes).toBeGreaterThanOrEqual(row.sizeBytes);
      }
    }),
  );
});

/** For each node with a size, walks its whole stack: slow, and what "cumulative" means. */
function cumulativeByDefinition(of: AllocationProfile): Record<string, number> {
  const sizes: Record<string, number> = {};
  const only = (i: number): AllocationProfile => ({
    ...of,
    sizeOf: of.sizeOf.map((size, at) => (at === i ? size : 0)),
    countOf: of.countOf.map((count, at) => (at === i ? count : 0)),
  });
  for (let i = 0; i < of.sizeOf.length; i++) {
    if (of.sizeOf[i] === 0) continue;
    const [row] = groupAllocations(only(i), { by: 'traceback', resolve, hide: [], frames: 128 }).rows;
    const keys = row.payer === 'user' ? row.key.split(' < ') : [row.key];
    for (const key of new Set(keys)) sizes[key] = (sizes[key] ?? 0) + of.sizeOf[i];
  }
  return sizes;
}

test('comparing the other way round turns every difference round', () => {
  fc.assert(
    fc.property(
      node,
      node,
      by,
      fc.constantFrom<DiffOrder>('growth', 'size', 'abs'),
      (one, other, key, sort) => {
        const [a, b] = [rowsOf(profile(one), key), rowsOf(profile(other), key)];
        const forth = compareAllocations(a, b, { sort });
        const back = new Map(compareAllocations(b, a, { sort }).map((row) => [row.key, row]));

        expect(forth.length).toBe(back.size);
        for (const row of forth) {
          expect(row.sizeDiffBytes).toBe(0 - back.get(row.key)!.sizeDiffBytes);
          expect(row.countDiff).toBe(0 - back.get(row.key)!.countDiff);
        }
        expect(sum(forth, (row) => row.sizeDiffBytes)).toBe(
          sum(a, (row) => row.sizeBytes) - sum(b, (row) => row.sizeBytes),
        );
      },
    ),
  );
});

test('nothing differs from itself', () => {
  fc.assert(
    fc.property(node, by, (spec, key) => {
      const rows = rowsOf(profile(spec), key);
      expect(
        compareAllocations(rows, rows).every((row) => row.sizeDiffBytes === 0 && row.countDiff === 0),
      ).toBe(true);
    }),
  );
});

test('what stays between two labels has the same count at both, whatever comes', () => {
  fc.assert(
    fc.property(node, fc.nat(), (spec, cut) => {
      const all = heapProfileJson(spec);
      const limit = all.samples.length === 0 ? 0 : cut % all.samples.length;
      const early = { ...all, samples: all.samples.slice(0, limit) };
      const [before, after] = [early, all].map((json) =>
        profileFromSamples(readHeapProfile(json, 'test.heapprofile'), INTERVAL),
      ) as [AllocationProfile, AllocationProfile];

      const agreed = agreeOnCounts(before, after);
      expect([...agreed.samples!.objectsOf]).toEqual([...after.samples!.objectsOf].slice(0, limit));
      expect(agreeOnCounts(after, after)).toBe(after);
      const counts = new Float64Array(agreed.countOf.length);
      for (const [i, at] of agreed.samples!.nodeOf.entries()) counts[at] += agreed.samples!.objectsOf[i];
      if (agreed !== before) expect(agreed.countOf).toEqual(counts.map(Math.round));
    }),
  );
});
