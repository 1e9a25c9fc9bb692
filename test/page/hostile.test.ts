import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, memprof } from '../helpers/run-memprof.ts';
import { CHROMIUM, WHY_SKIPPED, goTo, openFile, startBrowser } from './chromium.ts';
import { keptFolder } from './kept-folder.ts';

describe.skipIf(CHROMIUM === undefined)(`a program with hostile names${WHY_SKIPPED}`, () => {
  const folder = keptFolder();
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  test('can do nothing on its page', async () => {
    const file = path.join(folder.path, 'hostile.html');
    const ended = await memprof([
      'run',
      '--directory',
      folder.path,
      '--html',
      file,
      fixture('apps/hostile-names.mjs'),
    ]);
    expect(ended.code, ended.stderr).toBe(0);
    const { page, requests, complaints } = await openFile(browser, file);
    for (const view of ['Memory', 'Growth', 'Flame graph', 'Suspects', 'Heap map', 'Constructors']) {
      await goTo(page, view);
      const found = await page.evaluate(() => ({
        hacked: 'hacked' in globalThis,
        foreign: document.querySelectorAll(
          'img, iframe, object, embed, [onclick], [onerror], [onload], main script',
        ).length,
        links: [...document.querySelectorAll('a')].filter(({ protocol }) => protocol !== 'file:').length,
      }));
      expect(found, view).toEqual({ hacked: false, foreign: 0, links: 0 });
    }
    await page.getByRole('searchbox').fill('<img');
    expect(await page.textContent('tbody')).toContain('<img src=x onerror=');
    await page.locator('tbody a').first().click();
    await page.locator('.detail a').first().click();
    expect(await page.textContent('dialog')).toContain('<img src=x');
    expect(await page.content()).not.toContain('\u202e');
    expect({ requests, complaints }).toEqual({ requests: [], complaints: [] });
  }, 60_000);
});
