import path from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { listViews, runView } from '../../src/analysis/views/run-view.ts';
import type { ViewName, ViewResult } from '../../src/analysis/views/result.ts';
import type { ViewedHeap } from '../../src/analysis/views/viewed-heap.ts';
import { renderView } from '../../src/report/terminal/views.ts';
import { renderViewJson } from '../../src/report/views/json.ts';
import { renderViewMarkdown } from '../../src/report/views/markdown.ts';
import { pageOf } from '../../src/report/views/page-of.ts';
import { openHeap, recordKnownHeap } from '../analysis/views/known-heap.ts';
import { recordedNames, recordedPath } from '../helpers/recorded.ts';
import { ROOT } from '../helpers/run-memprof.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

const TARGETS: Partial<Record<ViewName, string>> = { path: 'Message', retainers: 'Message' };
const golden = (name: string): string => path.join(ROOT, 'fixtures/golden', name);

describe('of a recorded snapshot', () => {
  const recorded = recordedNames.find((name) => name.startsWith('v22.') && name.endsWith('/after'))!;
  let heap: ViewedHeap;
  beforeAll(async () => {
    heap = await openHeap(recordedPath(recorded), await folderOfProgram());
  });
  const run = (name: ViewName): ViewResult =>
    runView(heap, name, { limit: 3, target: TARGETS[name], memory: MEMORY });

  test.each(listViews().map(({ name }) => name))('%s looks as it did, without colour', async (name) => {
    const text = renderView(pageOf(run(name)), 'after.heapsnapshot', { color: false, width: 100 });
    await expect(text).toMatchFileSnapshot(golden(`analyze-${name}.txt`));
    for (const line of text.split('\n')) expect([...line].length).toBeLessThanOrEqual(100);
    expect(text).not.toContain('\u001b');
  });

  test('with colour, only colour is added', () => {
    const page = pageOf(run('summary'));
    const plain = renderView(page, 'after.heapsnapshot', { color: false, width: 100 });
    const colored = renderView(page, 'after.heapsnapshot', { color: true, width: 100 });
    expect(colored).toContain('\u001b[');
    // oxlint-disable-next-line no-control-regex
    const stripped = colored.replace(/\u001b\[\d+m/g, '').replace(/[ \t]+$/gm, '');
    expect(stripped).toBe(plain);
  });

  test.each(['summary', 'path', 'dominators'] as const)('%s as Markdown looks as it did', async (name) => {
    const text = renderViewMarkdown(pageOf(run(name)), 'after.heapsnapshot');
    await expect(text).toMatchFileSnapshot(golden(`analyze-${name}.md`));
  });

  /** The file a recording was made from lay somewhere: places are shown relative to that. */
  async function folderOfProgram(): Promise<string> {
    const { graph } = await openHeap(recordedPath(recorded), '/');
    for (let node = 0; node < graph.nodeCount; node++) {
      const name = graph.nodeType[node] === graph.nodeTypes.code ? graph.rawNameOf(node) : '';
      if (name.endsWith('/program.cjs')) return path.posix.dirname(name);
    }
    throw new Error('the recording has no program.cjs');
  }
});

describe('names from the program', () => {
  let heap: ViewedHeap;
  beforeAll(async () => {
    heap = await recordKnownHeap();
  });
  const views = listViews().map(({ name, target }) => ({
    name,
    target: target === 'needed' ? '\u001b]0;title\u0007|`<b>@all' : undefined,
  }));

  test.each(views)('never reach the terminal as control characters: $name', ({ name, target }) => {
    const text = renderView(pageOf(runView(heap, name, { limit: 200, target })), 'a\u001b[2J', {
      color: false,
      width: 120,
    });
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test.each(views)('are no markup in Markdown: $name', ({ name, target }) => {
    const text = renderViewMarkdown(pageOf(runView(heap, name, { limit: 200, target })), 'file');
    // oxlint-disable-next-line no-control-regex
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
    // What stands in code spans is no markup anyway.
    const prose = text.split('\nNext:')[0]!.replace(': `file`', '');
    expect(prose).not.toMatch(/(?<!\\)<b|@all/);
    // Every row of a table has as many cells as the head above it.
    for (const table of prose.split('\n\n').filter((block) => block.startsWith('|'))) {
      const cells = table
        .trimEnd()
        .split('\n')
        .map((line) => line.split(/(?<!\\)\|/).length);
      expect(new Set(cells).size).toBe(1);
    }
  });

  test.each(views)('come through JSON as they are: $name', ({ name, target }) => {
    const result = runView(heap, name, { limit: 50, target });
    const { sentence } = pageOf(result);
    const document = JSON.parse(renderViewJson(result, 'file')) as object;
    expect(document).toEqual({ schemaVersion: 1, file: 'file', sentence, ...result });
  });
});

describe('the shipped schema describes the JSON of every view', () => {
  const described = recordedNames.filter((name) => name.endsWith('/after') || name.endsWith('/page'));

  test.each(described)('of %s', { timeout: 60_000 }, async (recorded) => {
    const heap = await openHeap(recordedPath(recorded), '/');
    for (const { name, target } of listViews()) {
      const asked = target === 'needed' ? 'Array' : undefined;
      const result = runView(heap, name, { limit: 200, target: asked, memory: MEMORY });
      expectToMatchSchema('view-result', JSON.parse(renderViewJson(result, 'file')));
    }
  });

  test('and of what the programs of these tests hold', async () => {
    const heap = await recordKnownHeap();
    for (const { name, target } of listViews()) {
      const asked = target === 'needed' ? 'Array' : undefined;
      const result = runView(heap, name, { limit: 200, target: asked });
      expectToMatchSchema('view-result', JSON.parse(renderViewJson(result, 'file')));
    }
  });
});

const MEMORY = {
  rssBytes: 80 << 20,
  heapUsedBytes: 5 << 20,
  heapTotalBytes: 8 << 20,
  externalBytes: 3 << 20,
  arrayBuffersBytes: 2 << 20,
};
