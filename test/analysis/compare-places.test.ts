import { expect, test } from 'vitest';
import { takeConstructorCensus } from '../../src/analysis/census.ts';
import { compareLabels } from '../../src/analysis/compare-labels.ts';
import type { PlaceHistory } from '../../src/analysis/place-history.ts';
import type { LabelResult } from '../../src/analysis/results.ts';
import { wholeMemory } from '../../src/analysis/whole-memory.ts';
import { readSnapshotTables } from '../../src/format/heapsnapshot/open.ts';
import { HeapGraph } from '../../src/graph/heap-graph.ts';
import { recordedNames, recordedPath } from '../helpers/recorded.ts';

const [version] = recordedNames.find((name) => name.endsWith('before'))!.split('/');
const census = async (name: string) =>
  takeConstructorCensus(new HeapGraph(await readSnapshotTables(recordedPath(`${version}/${name}`))));

const memoryOf = (heapUsedBytes: number, rssBytes = 0) => ({
  rssBytes,
  heapUsedBytes,
  heapTotalBytes: 0,
  externalBytes: 0,
  arrayBuffersBytes: 0,
});

const label = (name: string, heapUsedBytes: number): LabelResult => ({
  name,
  givenName: name,
  kind: 'mark',
  elapsedMs: 0,
  memory: memoryOf(heapUsedBytes),
  fileDescriptors: null,
  threads: null,
  snapshot: null,
  skipped: null,
});

const SETTINGS = {
  sort: 'growth' as const,
  cumulative: false,
  frames: 10,
  include: [],
  exclude: [],
  withTracebacks: false,
  resolve: () => {
    throw new Error('there are no allocations to resolve');
  },
};

test('rows of all places add up to the whole program’s growth, that of one that came in between included', async () => {
  const [before, after] = [await census('before'), await census('after')];
  const moment = (of: typeof before, heapUsedBytes: number) => ({
    heapUsedBytes,
    data: { allocations: null, census: of },
  });
  const histories: PlaceHistory[] = [
    {
      place: 'worker 2 (old.js)',
      start: null,
      at: [moment(before, 100), moment(after, 150)],
      firstLabel: 0,
      goneAtLabel: null,
      end: null,
      marks: [],
    },
    {
      place: 'worker 3 (new.js)',
      start: moment(before, 100),
      at: [null, null],
      firstLabel: 1,
      goneAtLabel: 1,
      end: moment(after, 160),
      marks: [],
    },
  ];
  const data = [before, after].map((of) => ({ allocations: null, census: of }));

  const [whole] = compareLabels([label('a', 100), label('b', 130)], data, SETTINGS, histories);

  // The main program and the old worker grew from the one to the other; all of the new one is growth.
  const grown = 2 * (after.totalSize - before.totalSize) + after.totalSize;
  const inRows = whole!.constructor.reduce((sum, row) => sum + row.accountedDiffBytes, 0);
  expect(inRows + whole!.bookkeepingDiffBytes).toBe(grown);
  expect(whole!.places).toEqual([
    { place: 'main', heapUsedBytes: 130, heapUsedDiffBytes: 30, state: 'running', isNew: false },
    { place: 'worker 2 (old.js)', heapUsedBytes: 150, heapUsedDiffBytes: 50, state: 'running', isNew: false },
    { place: 'worker 3 (new.js)', heapUsedBytes: 160, heapUsedDiffBytes: 160, state: 'ended', isNew: true },
  ]);
  expect(whole!.heapUsedDiffBytes).toBe(240);
  // Nothing comes by being born: what the new worker has more than at its start is what the old one has gained.
  const gained = (place: string) =>
    whole!.constructor.filter((row) => row.place === place && row.countDiff > 0).length;
  expect(gained('worker 3 (new.js)')).toBe(gained('worker 2 (old.js)'));
});

test('a worker’s heap lies in the memory of its process, a child’s beside it', () => {
  const place = (kind: 'worker' | 'child', heapUsedBytes: number, rssBytes: number) => ({
    place: kind,
    kind,
    memory: memoryOf(heapUsedBytes, rssBytes),
    snapshot: null,
    skipped: null,
  });
  const places = [place('worker', 20, 1000), place('child', 30, 500)];

  const memory = wholeMemory({ ...label('a', 10), memory: memoryOf(10, 1000), places });

  expect(memory).toMatchObject({ heapUsedBytes: 60, rssBytes: 1500 });
});
