import { expect, test } from 'vitest';
import type { AllocationProfile } from '../../../src/allocations/profile.ts';
import { type FlameSource, flameTree } from '../../../src/analysis/moments/flame-tree.ts';
import type { FlameTree } from '../../../src/analysis/moments/results.ts';
import { type NodeSpec, profile, resolver, scaled } from '../../allocations/profile-builder.ts';

/** The main program, by what it had allocated at each moment. */
const main = (...profiles: (AllocationProfile | null)[]): FlameSource => ({
  name: 'main',
  data: profiles.map((allocations) => ({ allocations })),
});

/** The stacks of a moment: names joined, with the bytes of the last. */
function stacks({ frames, frameOf, parentOf, sizes }: FlameTree, moment: number): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [node, size] of sizes[moment]!.entries()) {
    if (size === 0) continue;
    const names: string[] = [];
    for (let at = node; at > 0; at = parentOf[at]!) names.unshift(frames[frameOf[at]!]!.functionName);
    found[names.join(' > ')] = size;
  }
  return found;
}

const BEFORE: NodeSpec = {
  calls: {
    'node:internal/modules/run_main:5 run': {
      calls: { '/app/a.js:1 main': { calls: { '/app/a.js:5 load': { objects: [[1000, 3]] } } } },
    },
    'node:internal/timers:9 tick': { objects: [[500, 1]] },
  },
};
const AFTER: NodeSpec = {
  calls: {
    '/app/a.js:1 main': {
      calls: {
        '/app/a.js:5 load': { objects: [[1000, 5]] },
        'node:buffer:300 from': { calls: { 'node:buffer:1 allocate': { objects: [[2000, 2]] } } },
        map: { objects: [[100, 1]] },
      },
    },
  },
};

test('stacks of several moments become one tree, without what Node does before the first line of the program', () => {
  const tree = flameTree([main(profile(BEFORE), null, profile(AFTER))], resolver())!;
  expect(stacks(tree, 0)).toEqual({ 'main > load': scaled(1000, 3) });
  expect(tree.sizes[1]).toBeNull();
  expect(stacks(tree, 2)).toEqual({
    'main > load': scaled(1000, 5),
    'main > from': scaled(2000, 2),
    'main > map': scaled(100, 1),
  });
  expect(tree.apart).toEqual([scaled(500, 1), 0, 0]);
  expect(tree.frames.find(({ functionName }) => functionName === 'load')).toEqual({
    functionName: 'load',
    place: 'a.js:5',
    packageName: null,
    kind: 'user',
  });
});

test('each thread has its stacks below a box of its own', () => {
  const worker: FlameSource = { name: 'worker 1 (job.js)', data: [null, { allocations: profile(BEFORE) }] };
  const tree = flameTree([main(profile(BEFORE), profile(AFTER)), worker], resolver())!;
  expect(stacks(tree, 0)).toEqual({ 'main > main > load': scaled(1000, 3) });
  expect(stacks(tree, 1)).toMatchObject({
    'main > main > load': scaled(1000, 5),
    'worker 1 (job.js) > main > load': scaled(1000, 3),
  });
  expect(tree.apart).toEqual([scaled(500, 1), scaled(500, 1)]);
});

test('what is cut goes to one box beside what is kept, and no byte is lost', () => {
  const calls = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [
      `/app/many.js:${i + 1} f${i}`,
      { objects: [[1000 + i, 1 + i]] as const },
    ]),
  );
  const whole = flameTree([main(profile({ calls: { '/app/a.js:1 main': { calls } } }))], resolver())!;
  const cut = flameTree([main(profile({ calls: { '/app/a.js:1 main': { calls } } }))], resolver(), 10)!;
  const sum = (tree: FlameTree) => tree.sizes[0]!.reduce((total, size) => total + size, 0);
  expect(cut.frameOf).toHaveLength(11);
  expect(sum(cut)).toBe(sum(whole));
  expect(stacks(cut, 0)['main > f39']).toBe(stacks(whole, 0)['main > f39']);
  expect(stacks(cut, 0)['main > (smaller stacks)']).toBeGreaterThan(0);
});

test('no profile at any moment is no tree', () => {
  expect(flameTree([main(null, null)], resolver())).toBeNull();
});
