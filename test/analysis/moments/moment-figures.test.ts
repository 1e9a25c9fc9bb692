import { expect, test } from 'vitest';
import { takeConstructorCensus } from '../../../src/analysis/census.ts';
import { chooseMoments } from '../../../src/analysis/moments/choose-moments.ts';
import { momentFigures } from '../../../src/analysis/moments/moment-figures.ts';
import type { LabelData } from '../../../src/analysis/compare-labels.ts';
import { profile, resolver } from '../../allocations/profile-builder.ts';
import { type HeapSpec, type NodeSpec, graphOf } from '../../helpers/heap-builder.ts';

/** A server with sessions of ten bytes, each with a text of a hundred. */
function server(sessions: number): HeapSpec {
  const ids = Array.from({ length: sessions }, (_, i) => i);
  const spec: Record<string, NodeSpec> = {
    root: { id: 1, edges: ['server'] },
    server: { id: 3, name: 'Server', size: 50, edges: ids.map((id) => `session${id}`) },
  };
  for (const id of ids) {
    spec[`session${id}`] = { id: 10_001 + id * 4, name: 'Session', size: 10, edges: [`text${id}`] };
    spec[`text${id}`] = { id: 10_003 + id * 4, type: 'string', name: 'text', size: 100 };
  }
  return spec;
}

const moment = (sessions: number, samples: number): LabelData => ({
  census: takeConstructorCensus(graphOf(server(sessions))),
  allocations: profile({ calls: { '/app/a.js:3 load': { objects: [[1000, samples]] } } }),
});
const series = (count: number) =>
  Array.from({ length: count }, () => ({ givenName: 'turn', memory: { heapUsedBytes: 1000 } }));

test('any two moments can be compared, by what they hold and by what constructors answer for', () => {
  const { moments, tables, held } = momentFigures(
    series(3),
    [moment(1, 1), moment(3, 2), moment(4, 4)],
    resolver(),
  );
  expect(moments).toEqual([0, 1, 2]);
  const objects = tables.find(({ by }) => by === 'constructor')!;
  const place = objects.rows.findIndex(({ name }) => name === 'Session');
  expect(objects.rows[place]).toMatchObject({ sizes: [10, 30, 40], counts: [1, 3, 4] });
  expect(
    held.map(({ from, to, heldBytes, newCounts }) => [from, to, heldBytes[place], newCounts?.[place]]),
  ).toEqual([
    [0, 1, 220, 2],
    [0, 2, 330, 3],
    [1, 2, 110, 1],
  ]);
  const lines = tables.find(({ by }) => by === 'lineno')!;
  expect(lines.rows[0]).toMatchObject({ name: 'a.js:3', detail: 'load' });
  expect(lines.rows[0]!.sizes[2]! / lines.rows[0]!.sizes[0]!).toBeCloseTo(4, 1);
});

test('a moment without a snapshot is known to have none', () => {
  const { tables, held } = momentFigures(
    series(2),
    [moment(1, 1), { ...moment(2, 2), census: null }],
    resolver(),
  );
  expect(tables.find(({ by }) => by === 'constructor')!.parts[0]!.isKnown).toEqual([true, false]);
  expect(tables.find(({ by }) => by === 'lineno')!.parts[0]!.isKnown).toEqual([true, true]);
  expect(held).toEqual([]);
});

test('rows that are cut are summed up', () => {
  const names = Array.from({ length: 300 }, (_, i) => `class${i}`);
  const spec = {
    root: { id: 1, edges: names },
    ...Object.fromEntries(names.map((name, i) => [name, { name, size: 8 * (i + 1) }])),
  };
  const data = { census: takeConstructorCensus(graphOf(spec)), allocations: null };
  const { tables } = momentFigures(series(1), [data], resolver());
  const { rows, parts } = tables[0]!;
  const { other } = parts[0]!;
  expect(rows).toHaveLength(250);
  expect(other.rowCount).toBe(50);
  expect(other.sizes).toEqual([8 * ((50 * 51) / 2)]);
});

test('of many labels the ends of the run and of its series stay, and others evenly between', () => {
  const labels = [{ givenName: 'start' }, ...series(200), { givenName: 'end' }];
  const chosen = chooseMoments(labels, 8);
  expect(chosen).toHaveLength(8);
  expect(chosen).toEqual(expect.arrayContaining([0, 1, 200, 201]));
  expect(chosen).toEqual(chosen.toSorted((a, b) => a - b));
  expect(chooseMoments(labels.slice(0, 5), 8)).toEqual([0, 1, 2, 3, 4]);
});
