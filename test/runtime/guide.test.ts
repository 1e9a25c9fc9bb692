/** The two tests the guide shows, as a reader would write them. */
import { afterEach, expect, test } from 'vitest';
import { Profiler } from '../../src/profiler/index.ts';
import { BoundedStore } from '../../src/runtime/index.ts';

const before = process.env['PRAISONAI_PROFILE_MAX'];
afterEach(() => {
  if (before === undefined) delete process.env['PRAISONAI_PROFILE_MAX'];
  else process.env['PRAISONAI_PROFILE_MAX'] = before;
});

test('a store of at most 100 entries holds exactly the 100 newest of 1000', () => {
  const bounds = { maxEntries: 100, maxBytes: 1_000_000 };
  using store = new BoundedStore({ shortTerm: bounds, longTerm: bounds });
  for (let i = 0; i < 1000; i++) store.shortTerm.add(`message ${i}`);

  expect(store.shortTerm.length).toBe(100);
  expect([...store.shortTerm.newestFirst()].map(({ text }) => text)).toEqual(
    Array.from({ length: 100 }, (_, i) => `message ${999 - i}`),
  );
});

test('with PRAISONAI_PROFILE_MAX=100 the profiler holds exactly the 100 newest of 1000 timings', () => {
  process.env['PRAISONAI_PROFILE_MAX'] = '100';
  const profiler = new Profiler().enable();
  for (let i = 0; i < 1000; i++) profiler.recordTiming(`operation ${i}`, i);

  expect(profiler.records('timings').map(({ name }) => name)).toEqual(
    Array.from({ length: 100 }, (_, i) => `operation ${900 + i}`),
  );
  expect(profiler.buffers()[0]).toMatchObject({ name: 'timings', capacity: 100, length: 100, dropped: 900 });
});
