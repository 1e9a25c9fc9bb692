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
    const [verdict, suspects] = await lookThrough(at('check.html'), ['Verdict', 'Suspects']);
    expect(verdict).toMatch(/^Leak: it grows in every round/);
    expect(suspects).toMatch(/variable sessions.*should have let go.*Where it was made.*leaky\.mjs:\d+/s);
  });

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
    expect(overview).toContain('From before.heapsnapshot.gz to after.heapsnapshot.gz');
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
    expect(await page.textContent('.headline')).toContain('From start to end');
    expect(complaints).toEqual([]);
  });
});
