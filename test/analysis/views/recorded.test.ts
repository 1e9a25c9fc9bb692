import { describe, expect, test } from 'vitest';
import { viewAsyncStores } from '../../../src/analysis/views/async-stores.ts';
import { viewBuffers } from '../../../src/analysis/views/buffers.ts';
import { viewCollections } from '../../../src/analysis/views/collections.ts';
import { viewConstructors } from '../../../src/analysis/views/constructors.ts';
import { viewGlobals } from '../../../src/analysis/views/globals.ts';
import { viewPath } from '../../../src/analysis/views/path.ts';
import { viewPromises } from '../../../src/analysis/views/promises.ts';
import { listViews, runView } from '../../../src/analysis/views/run-view.ts';
import { viewSlices } from '../../../src/analysis/views/slices.ts';
import { viewTimers } from '../../../src/analysis/views/timers.ts';
import { pathText } from '../../../src/report/views/words.ts';
import { recordedNames, recordedPath } from '../../helpers/recorded.ts';
import { openHeap } from './known-heap.ts';

const ALL = { limit: 100_000 };

describe.each(recordedNames.filter((name) => name.endsWith('/after')))('%s', (name) => {
  const opened = openHeap(recordedPath(name), '/');

  test('has the collections of the program that made it', async () => {
    const { rows } = viewCollections(await opened, ALL);
    const at = (place: string) => rows.find(({ path }) => pathText(path) === place)!;
    // 140 conversations were put in, 20 taken out; 140 pairs of records.
    expect(at('global.memory.conversations')).toMatchObject({ kind: 'Map', entries: 120 });
    expect(at('global.memory.notes')).toMatchObject({ kind: 'WeakMap', entries: 120 });
    expect(at('global.memory.records')).toMatchObject({ kind: 'Array', entries: 280 });
  });

  test('has its objects, timers, slice and global', async () => {
    const heap = await opened;
    const counts = new Map(viewConstructors(heap, ALL).rows.map((row) => [row.constructorName, row.count]));
    expect([counts.get('Message'), counts.get('Conversation')]).toEqual([600, 120]);
    expect(viewTimers(heap, ALL).rows).toContainEqual(
      expect.objectContaining({ kind: 'setTimeout', delayMs: 2e9, count: 140 }),
    );
    expect(viewSlices(heap, ALL).rows.map(({ path }) => pathText(path))).toContain('global.memory.text');
    expect(viewGlobals(heap, ALL).rows.map((row) => row.name)).toContain('memory');
    expect(viewAsyncStores(heap, ALL).rows).toEqual([]);
    expect(viewPath(heap, ALL, 'Message')).toMatchObject({ count: 600, unreachableCount: 0 });
  });

  test('every view survives JSON and keeps to the limit', async () => {
    const heap = await opened;
    for (const view of listViews()) {
      const target = view.target === 'needed' ? 'Message' : undefined;
      const result = runView(heap, view.name, { limit: 2, target });
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
      expect(result.view).toBe(view.name);
      if ('rows' in result) {
        expect(result.rows.length).toBeLessThanOrEqual(2);
        expect(result.rowCount).toBeGreaterThanOrEqual(result.rows.length);
      }
    }
  });
});

describe('a page in Chrome', () => {
  const opened = openHeap(recordedPath('chrome-150/page'), '/');

  test('has its globals, by the names people know', async () => {
    const { rows } = viewGlobals(await opened, ALL);
    expect(rows.slice(0, 4).map(({ name }) => name)).toEqual(['view', 'widgets', 'waiting', 'detached']);
  });

  test('has collections and buffers that hang off the global object', async () => {
    const heap = await opened;
    const held = viewCollections(heap, ALL).rows.map(({ path, entries }) => [pathText(path), entries]);
    expect(held).toContainEqual(['global.widgets', 200]);
    expect(held).toContainEqual(['global.detached', 20]);
    expect(viewBuffers(heap, ALL).rows[0]).toMatchObject({ size: 5_000_000, viewCount: 1 });
  });

  test('has functions with the files they were written in', async () => {
    const heap = await opened;
    const [row] = viewPromises(heap, ALL).rows;
    expect(row).toMatchObject({ count: 10, kind: 'await', waiting: { functionName: 'hang' } });
    expect(row!.waiting.place).toMatchObject({ line: 19 });
    expect(row!.waiting.place!.file).toMatch(/page\.html$/);
    expect(viewPath(heap, ALL, 'Widget')).toMatchObject({ count: 200, unreachableCount: 0 });
  });
});
