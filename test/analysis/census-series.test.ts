import { expect, test } from 'vitest';
import { CensusSeries } from '../../src/analysis/census-series.ts';
import { takeConstructorCensus } from '../../src/analysis/census.ts';
import { FORGOTTEN } from '../../src/analysis/census-objects.ts';
import { compareTo } from '../../src/analysis/compare-to.ts';
import type { ConstructorCensus } from '../../src/analysis/constructor-census.ts';
import { labelPairs } from '../../src/analysis/label-pairs.ts';
import { type HeapSpec, type NodeSpec, graphOf } from '../helpers/heap-builder.ts';

/** A store that has so many records. */
function store(records: number): HeapSpec {
  const names = Array.from({ length: records }, (_, i) => `record${i}`);
  const spec: Record<string, NodeSpec> = {
    root: { id: 1, edges: ['store'] },
    store: { id: 3, name: 'Store', size: 50, edges: names },
  };
  for (const [i, name] of names.entries())
    spec[name] = { id: 11 + i * 2, name: 'Record', size: 10, edges: [] };
  return spec;
}

function record(names: readonly string[]): { whole: ConstructorCensus[]; kept: ConstructorCensus[] } {
  const series = new CensusSeries();
  const kept: ConstructorCensus[] = [];
  const whole: ConstructorCensus[] = [];
  for (const [i, givenName] of names.entries()) {
    const census = takeConstructorCensus(graphOf(store(i * 3 + 1)), { previous: whole.at(-1) });
    whole.push({ ...census });
    series.add(givenName, census);
    kept.push(census);
  }
  return { whole, kept };
}

const held = (censuses: readonly ConstructorCensus[]): number =>
  censuses.filter(({ objects }) => objects !== FORGOTTEN).length;

test('of a long run only the ends keep their objects, and everything it is told by is known as before', () => {
  const names = ['start', ...Array.from({ length: 30 }, () => 'turn'), 'end'];

  const { whole, kept } = record(names);

  expect(held(kept)).toBe(4);
  const pairs = labelPairs(names.map((givenName) => ({ givenName })));
  expect(pairs).toHaveLength(1 + 1 + 31);
  for (const { from, to } of pairs)
    expect(compareTo(kept[to]!, kept[from]!)).toEqual(compareTo(whole[to]!, whole[from]!));
});

test('a short run keeps everything, since all its labels are compared with one another', () => {
  const { kept } = record(Array.from({ length: 11 }, () => 'turn'));

  expect(held(kept)).toBe(11);
});

test('names that never come again do not keep their labels', () => {
  const { kept } = record(Array.from({ length: 60 }, (_, i) => `turn ${i}`));

  expect(held(kept)).toBe(33);
});

test('two labels without objects are compared by their rows', () => {
  const { whole, kept } = record(Array.from({ length: 20 }, () => 'turn'));
  const row = (censuses: readonly ConstructorCensus[]) =>
    compareTo(censuses[9]!, censuses[4]!).rows.find(({ constructorName }) => constructorName === 'Record')!;

  const { accountedSizeDelta, countDelta, shallowSizeDelta } = row(kept);

  expect({ countDelta, shallowSizeDelta }).toEqual({ countDelta: 15, shallowSizeDelta: 150 });
  expect(accountedSizeDelta).toBe(row(whole).accountedSizeDelta);
});
