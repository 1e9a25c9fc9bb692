import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, memprof } from '../helpers/run-memprof.ts';
import { findViolations, loadAxe } from './axe.ts';
import { CHROMIUM, WHY_SKIPPED, goTo, openFile, startBrowser } from './chromium.ts';
import { keptFolder } from './kept-folder.ts';

describe.skipIf(CHROMIUM === undefined)(`pages that are not of a whole run${WHY_SKIPPED}`, () => {
  const folder = keptFolder();
  const at = (name: string) => path.join(folder.path, name);
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  /** Opens a page, goes through its views, and returns what they said. */
  async function lookThrough(file: string, views: readonly string[]): Promise<string[]> {
    const watched = await openFile(browser, file);
    await loadAxe(watched.page);
    const texts: string[] = [];
    const links = watched.page.getByRole('navigation', { name: 'Views' }).getByRole('link');
    expect((await links.allTextContents()).map((text) => text.replace(/\d+$/, ''))).toEqual(views);
    for (const view of views) {
      await goTo(watched.page, view);
      expect(await findViolations(watched.page), view).toEqual([]);
      texts.push((await watched.page.textContent('main'))!);
    }
    expect(watched).toMatchObject({ requests: [], complaints: [] });
    await watched.page.close();
    return texts;
  }

  test('a check: the verdict, and where the objects were made', async () => {
    const { code, stderr } = await memprof(['check', '--html', at('check.html'), fixture('check/leaky.mjs')]);
    expect(code, stderr).toBe(1);
    const [verdict, suspects, , constructors] = await lookThrough(at('check.html'), [
      'Verdict',
      'Suspects',
      'Heap map',
      'Constructors',
    ]);
    expect(constructors).toMatch(/Session.*leaky\.mjs:\d+/);
    expect(verdict).toMatch(/^Leak: it grows in every round/);
    expect(suspects).toMatch(/variable sessions.*should have let go.*Where it was made.*leaky\.mjs:\d+/s);
  });

  test('a program with worker threads: each in a column, the totals of all of them', async () => {
    const { code, stderr, stdout } = await memprof([
      'run',
      '--directory',
      folder.path,
      '--follow',
      'workers',
      '--sampling-interval',
      '4096',
      '--html',
      at('pool.html'),
      fixture('apps/follow/pool.ts'),
      '2',
      '3',
    ]);
    expect(code, stderr).toBe(0);
    const views = ['Overview', 'Memory', 'Workers and children', 'Growth', 'Flame graph', 'Suspects'];
    const [overview, memory, places, growth, flame, suspects] = await lookThrough(at('pool.html'), [
      ...views,
      'Heap map',
      'Constructors',
      'Ring buffers',
    ]);
    // The same figures as in the terminal: those of the whole program.
    const [, , total] = /heaps\n(.*\n){4}\s+([\d.]+ MiB)\s+(\S+ \S+)\s+whole program/.exec(stdout + stderr)!;
    expect(overview).toContain('in all its 3 heaps');
    expect(overview).toContain(`heap in use at round #3${total}`);
    expect(memory).toContain('the whole program');
    expect(places).toMatch(/worker 3 \(pool-worker\.mjs\).*The whole program/s);
    expect(places).toContain(`The whole program${total}`);
    expect(growth).toMatch(/Jobworker 3.*Jobworker 4/s);
    expect(flame).toContain('worker 4 (pool-worker.mjs)');
    expect(suspects).toContain('in worker 3 (pool-worker.mjs)');

    const { page } = await openFile(browser, at('pool.html'));
    await goTo(page, 'Workers and children');
    await page.getByRole('link', { name: 'worker 4 (pool-worker.mjs)' }).click();
    await page.locator('tbody tr').first().waitFor();
    const cells = await page.locator('tbody td:nth-child(2)').allTextContents();
    expect(new Set(cells)).toEqual(new Set(['worker 4']));
    // A row of a worker leads into that worker's heap.
    await page.getByRole('main').getByRole('link', { name: 'Job', exact: true }).click();
    await page.locator('.detail h3', { hasText: 'Job' }).waitFor();
    expect(await page.textContent('.lead')).toContain('round #3 in worker 4 (pool-worker.mjs)');
    // What a thread that ended had is told as its last figures.
    await goTo(page, 'Workers and children');
    await page.locator('.pair select').last().selectOption({ label: 'end' });
    expect(await page.textContent('tbody')).toContain('ended: its last figures');
    await page.close();
  }, 180_000);

  test('a comparison of two bare snapshots', async () => {
    const snapshot = (name: string) => fixture(`snapshots/v20.20.2/${name}.heapsnapshot.gz`);
    const { code, stderr } = await memprof([
      'diff',
      snapshot('before'),
      snapshot('after'),
      '--html',
      at('diff.html'),
    ]);
    expect(code, stderr).toBe(0);
    const views = ['Overview', 'Growth', 'Flame graph', 'Heap map', 'Constructors'];
    const [overview, , flame] = await lookThrough(at('diff.html'), views);
    expect(overview).toContain('from before.heapsnapshot.gz to after.heapsnapshot.gz');
    expect(flame).toContain('Allocations were not followed here');
  });

  test('a program that ended before its first line', async () => {
    writeFileSync(at('broken.mjs'), 'const = ;\n');
    await memprof(['run', '--directory', folder.path, '--html', at('broken.html'), at('broken.mjs')]);
    const [overview, suspects, buffers] = await lookThrough(at('broken.html'), [
      'Overview',
      'Suspects',
      'Ring buffers',
    ]);
    expect(overview).toContain('Nothing was recorded');
    expect(suspects).toContain('Nothing is suspect');
    expect(buffers).toContain('memory samples');
  });

  test('a program without labels of its own, on a narrow screen', async () => {
    writeFileSync(at('plain.mjs'), 'globalThis.kept = Array.from({ length: 5000 }, (_, i) => ({ i }));\n');
    await memprof(['run', '--directory', folder.path, '--html', at('plain.html'), at('plain.mjs')]);
    const { page, complaints } = await openFile(browser, at('plain.html'));
    await page.setViewportSize({ width: 380, height: 800 });
    for (const view of ['Memory', 'Growth', 'Flame graph', 'Heap map', 'Constructors', 'Overview']) {
      await goTo(page, view);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(sideways, view).toBeLessThanOrEqual(0);
    }
    expect(await page.textContent('.headline')).toContain('from start to end');
    expect(complaints).toEqual([]);
  });
});
