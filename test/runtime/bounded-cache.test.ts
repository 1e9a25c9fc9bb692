import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundedCache } from '../../src/runtime/index.ts';

const operation = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(fc.constant('set' as const), fc.nat(9), fc.integer({ min: 1, max: 60 })) },
  { weight: 3, arbitrary: fc.tuple(fc.constant('get' as const), fc.nat(9), fc.constant(0)) },
  { weight: 1, arbitrary: fc.tuple(fc.constant('delete' as const), fc.nat(9), fc.constant(0)) },
);

describe('BoundedCache', () => {
  test('agrees with a plain least-recently-used list under any operations', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 20, max: 100 }),
        fc.array(operation, { maxLength: 80 }),
        (maxEntries, maxBytes, operations) => {
          const cache = new BoundedCache<number, { size: number }>({
            maxEntries,
            maxBytes,
            weigh: ({ size }) => size,
          });
          // Least recently used first.
          let model: [number, number][] = [];
          const without = (key: number) => model.filter(([each]) => each !== key);
          const weight = () => model.reduce((sum, [, size]) => sum + size, 0);
          for (const [what, key, size] of operations) {
            const old = model.find(([each]) => each === key);
            if (what === 'set') {
              expect(cache.set(key, { size })).toBe(size <= maxBytes);
              if (size <= maxBytes) model = [...without(key), [key, size]];
              while (model.length > maxEntries || weight() > maxBytes) model.shift();
            } else if (what === 'get') {
              expect(cache.get(key)?.size).toBe(old?.[1]);
              if (old !== undefined) model = [...without(key), old];
            } else {
              expect(cache.delete(key)).toBe(old !== undefined);
              model = without(key);
            }
            expect([...cache.entries()].map(([each, value]) => [each, value.size])).toEqual(
              model.toReversed(),
            );
            expect(cache.statistics).toMatchObject({ length: model.length, bytes: weight() });
          }
        },
      ),
    );
  });

  test('an oversize value is refused and the old one stays', () => {
    const cache = new BoundedCache<string, string>({ maxEntries: 10, maxBytes: 500 });
    cache.set('k', 'old');

    expect(cache.set('k', 'x'.repeat(1000))).toBe(false);
    expect(cache.get('k')).toBe('old');
    expect(cache.statistics.refused).toBe(1);
  });

  test('one object set again is weighed again', () => {
    const cache = new BoundedCache<string, { size: number }>({
      maxEntries: 10,
      maxBytes: 100,
      weigh: (v) => v.size,
    });
    const value = { size: 10 };
    cache.set('k', value);
    value.size = 60;
    cache.set('k', value);

    expect(cache.statistics.bytes).toBe(60);
  });

  test('counts hits, misses and evictions, but no replacement', () => {
    const evicted: unknown[] = [];
    const cache = new BoundedCache<string, number>({
      maxEntries: 2,
      onEvict: (key, value, reason) => evicted.push([key, value, reason]),
    });
    cache.set('a', 1);
    cache.set('a', 2);
    cache.set('b', 3);
    cache.get('a');
    cache.set('c', 4);
    cache.get('b');
    cache.get('b');
    cache.delete('a');
    cache.clear();

    expect(evicted).toEqual([['b', 3, 'evict']]);
    expect(cache.statistics).toEqual({ length: 0, bytes: 0, hits: 1, misses: 2, hitRate: 1 / 3, refused: 0 });
  });

  test('an entry is given out until its time is over', () => {
    let now = 1;
    const evicted: unknown[] = [];
    const cache = new BoundedCache<string, number>({
      maxEntries: 2,
      ttlMs: 1000,
      now: () => now,
      onEvict: (key, _value, reason) => evicted.push([key, reason]),
    });
    cache.set('k', 1);
    now += 900;
    expect(cache.get('k')).toBe(1);
    now += 200;
    expect(cache.get('k')).toBeUndefined();
    expect(evicted).toEqual([['k', 'expire']]);
  });

  test.each([{ maxEntries: 0 }, { maxEntries: 1, maxBytes: 0.5 }, { maxEntries: 1, ttlMs: -1 }])(
    'bad bounds are refused: %j',
    (options) => {
      expect(() => new BoundedCache(options)).toThrow(RangeError);
    },
  );
});
