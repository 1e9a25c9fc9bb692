import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, memprof } from '../helpers/run-memprof.ts';
import { CHROMIUM, WHY_SKIPPED, goTo, openFile, startBrowser } from './chromium.ts';
import { keptFolder } from './kept-folder.ts';

describe.skipIf(CHROMIUM === undefined)(`ways to read a page${WHY_SKIPPED}`, () => {
  const folder = keptFolder();
  const file = path.join(folder.path, 'agent.html');
  let browser: Browser;

  beforeAll(async () => {
    const args = ['run', '--directory', folder.path, '--html', file, fixture('apps/agent.ts'), '12'];
    const ended = await memprof(args);
    expect(ended.code, ended.stderr).toBe(0);
    browser = await startBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  /** What has the focus: its text, or what it is called. */
  const focused = (page: Page): Promise<string> =>
    page.evaluate(() => {
      const element = document.activeElement;
      return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
    });

  /** Presses Tab until something is reached. */
  async function tabTo(page: Page, wanted: RegExp): Promise<void> {
    for (let i = 0; i < 80; i++) {
      await page.keyboard.press('Tab');
      if (wanted.test(await focused(page))) return;
    }
    throw new Error(`${wanted} is not reached by Tab; the focus is on: ${await focused(page)}`);
  }

  test('by the keyboard alone, from the first sentence down to an object and back', async () => {
    const { page, complaints } = await openFile(browser, file);
    await page.keyboard.press('Tab');
    expect(await focused(page)).toBe('Skip to the content');
    // What has the focus can be seen to have it.
    await tabTo(page, /^Growth$/);
    expect(await page.evaluate(() => getComputedStyle(document.activeElement!).outlineStyle)).toBe('solid');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'view-title');
    expect(await focused(page)).toBe('Growth');
    await tabTo(page, /^count diff/);
    await page.keyboard.press('Enter');
    expect(await page.getAttribute('th:nth-child(5)', 'aria-sort')).toBe('descending');
    await page.keyboard.press('Space');
    expect(await page.getAttribute('th:nth-child(5)', 'aria-sort')).toBe('ascending');
    await tabTo(page, /^{role, content}$/);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.id === 'class');
    await page.keyboard.press('Tab');
    const opener = await focused(page);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    expect(await page.evaluate(() => document.activeElement?.closest('dialog') !== null)).toBe(true);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await focused(page)).toBe(opener);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('the pictures are walked by keys, and say where one is', async () => {
    const { page } = await openFile(browser, file);
    await goTo(page, 'Heap map');
    await page.locator('.map-box').first().waitFor();
    await page.locator('.map-box[tabindex="0"]').first().focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-current') === 'true');
    expect(await page.locator('.crumbs button').count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('the whole heap');
    await goTo(page, 'Flame graph');
    await tabTo(page, /^all: /);
    await page.keyboard.press('ArrowDown');
    const isOnTop = () => document.activeElement?.getAttribute('aria-label')?.startsWith('all: ');
    await page.waitForFunction(() => document.activeElement?.matches('.flame-box:not(.tint-root)'));
    await page.keyboard.press('ArrowUp');
    await page.waitForFunction(isOnTop);
    await page.close();
  });

  test('without motion where none is wanted', async () => {
    const { page } = await openFile(browser, file);
    const longest = () =>
      page.evaluate(() =>
        Math.max(
          ...[...document.querySelectorAll('*')].flatMap((element) => {
            const { transitionDuration, animationDuration } = getComputedStyle(element);
            return `${transitionDuration}, ${animationDuration}`.split(',').map(Number.parseFloat);
          }),
        ),
      );
    await page.emulateMedia({ reducedMotion: 'reduce' });
    expect(await longest()).toBe(0);
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    expect(await longest()).toBeGreaterThan(0);
    await page.close();
  });

  test('on paper: light, without what is there to press, and nothing cut off', async () => {
    const { page } = await openFile(browser, file, 'dark');
    await goTo(page, 'Growth');
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'light');
    const seen = await page.evaluate(() => ({
      nav: document.querySelector('nav')!.getClientRects().length,
      cutOff: [...document.querySelectorAll('.scroller')].some(
        ({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1,
      ),
      title: document.querySelector('#view-title')!.getClientRects().length,
    }));
    expect(seen).toEqual({ nav: 0, cutOff: false, title: 1 });
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
    await page.emulateMedia({ media: 'screen' });
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    await page.close();
  });
});
