import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BoundedStore, sizeOf, type Eviction } from '../../src/runtime/index.ts';

const roomy = { maxEntries: 1000, maxBytes: 1_000_000 };

const operation = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('add' as const), text: fc.string({ maxLength: 400 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('delete' as const), id: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
);

describe('BoundedStore', () => {
  test('holds both bounds and keeps exact books under any operations', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 150, max: 2500 }),
        fc.array(operation, { maxLength: 60 }),
        (maxEntries, maxBytes, operations) => {
          const evictions: Eviction[] = [];
          const store = new BoundedStore({
            shortTerm: { maxEntries, maxBytes },
            longTerm: roomy,
            onEvict: (eviction) => evictions.push(eviction),
          });
          const tier = store.shortTerm;
          let expectedIds: number[] = [];
          for (const step of operations) {
            if (step.do === 'clear') {
              tier.clear();
              expectedIds = [];
            } else if (step.do === 'delete') {
              expect(tier.delete(step.id)).toBe(expectedIds.includes(step.id));
              expectedIds = expectedIds.filter((id) => id !== step.id);
            } else {
              const before = [...tier.newestFirst()];
              try {
                expectedIds.push(tier.add(step.text).id);
              } catch (error) {
                expect(error).toBeInstanceOf(RangeError);
                expect([...tier.newestFirst()]).toEqual(before);
              }
              // Oldest out first: what is left is the newest end of what was there.
              expectedIds = expectedIds.slice(-tier.length);
            }
            const entries = [...tier.newestFirst()];
            const recount = entries.reduce((sum, entry) => sum + sizeOf(entry), 0);
            expect(entries.map((entry) => entry.id)).toEqual(expectedIds.toReversed());
            expect(tier.usage).toEqual({ length: entries.length, bytes: recount, evicted: evictions.length });
            expect(entries.length).toBeLessThanOrEqual(maxEntries);
            expect(recount).toBeLessThanOrEqual(maxBytes);
          }
        },
      ),
    );
  });

  test.each([0, -1, 2.5, Number.NaN])('a bound of %d is refused, whichever it is', (bad) => {
    for (const tier of ['shortTerm', 'longTerm'] as const) {
      for (const bound of ['maxEntries', 'maxBytes'] as const) {
        const options = { shortTerm: roomy, longTerm: roomy, [tier]: { ...roomy, [bound]: bad } };
        expect(() => new BoundedStore(options)).toThrow(new RegExp(`${tier}.${bound} is`));
      }
    }
  });

  test('search gives the newest matches first, in any case, up to the limit', () => {
    using store = new BoundedStore({ shortTerm: roomy, longTerm: roomy });
    for (const text of ['Paris is nice', 'London', 'in PARIS again', 'paris, paris'])
      store.longTerm.add(text);

    expect(store.longTerm.search('paris', 2).map((entry) => entry.text)).toEqual([
      'paris, paris',
      'in PARIS again',
    ]);
    expect(store.longTerm.search((entry) => entry.id < 3).map((entry) => entry.id)).toEqual([2, 1]);
    expect(() => store.longTerm.search('x', 0)).toThrow(RangeError);
  });

  test('an eviction is told after the new entry is in, with the bound that caused it', () => {
    const seen: unknown[] = [];
    const store = new BoundedStore({
      shortTerm: { maxEntries: 2, maxBytes: 1_000_000 },
      longTerm: roomy,
      onEvict: ({ entry, bound, tier }) => seen.push([tier, entry.text, bound, store.shortTerm.length]),
    });
    for (const text of ['a', 'b', 'c']) store.shortTerm.add(text);

    expect(seen).toEqual([['shortTerm', 'a', 'maxEntries', 2]]);
  });

  test('a closed store is empty and refuses entries', () => {
    const store = new BoundedStore({ shortTerm: roomy, longTerm: roomy });
    store.shortTerm.add('a');
    store.close();
    store.close();

    expect(store.shortTerm.usage).toEqual({ length: 0, bytes: 0, evicted: 0 });
    expect(() => store.shortTerm.add('b')).toThrow('closed');
  });
});
