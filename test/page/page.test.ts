import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fixture, memprof } from '../helpers/run-memprof.ts';
import { findViolations, loadAxe } from './axe.ts';
import { CHROMIUM, type WatchedPage, WHY_SKIPPED, goTo, openFile, startBrowser } from './chromium.ts';
import { keptFolder } from './kept-folder.ts';

const VIEWS = [
  'Overview',
  'Memory',
  'Growth',
  'Flame graph',
  'Suspects',
  'Heap map',
  'Constructors',
  'Ring buffers',
];

describe.skipIf(CHROMIUM === undefined)(`the page of a run with 100,000 objects${WHY_SKIPPED}`, () => {
  const folder = keptFolder();
  const file = path.join(folder.path, 'desk.html');
  let browser: Browser;
  let watched: WatchedPage;
  const page = () => watched.page;

  beforeAll(async () => {
    const env = { PRAISONAI_PROFILE_MAX: '200' };
    const ended = await memprof(
      ['run', '--directory', folder.path, '--html', file, fixture('apps/desk/desk.ts'), '6'],
      { env },
    );
    expect(ended.code, ended.stderr).toBe(0);
    browser = await startBrowser();
    watched = await openFile(browser, file);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    folder.remove();
  });

  test('is of that many objects, and small', () => {
    const text = readFileSync(file, 'utf8');
    const data = JSON.parse(/id="data">(.*?)<\/script>/s.exec(text)![1]!);
    expect(data.heaps[data.startHeap].nodeCount).toBeGreaterThan(100_000);
    expect(statSync(file).size).toBeLessThan(2 * 2 ** 20);
  });

  test('is there within two seconds', async () => {
    const times: number[] = [];
    // Other tests share the machine: the best of three is what the page takes.
    for (let i = 0; i < 3; i++) {
      const second = await browser.newPage();
      await second.goto(`file://${file}`);
      await second.waitForSelector('.legend dd');
      times.push(await second.evaluate(() => performance.now()));
      await second.close();
    }
    expect(Math.min(...times)).toBeLessThan(2000);
  });

  test('tells what grew, who made it and who keeps it', async () => {
    await goTo(page(), 'Overview');
    expect(await page().textContent('.headline')).toMatch(/^Grew by [\d.]+ MiB from shift #1 to shift #6/);
    const answers = await page().locator('.answer dd').allTextContents();
    expect(answers[0]).toMatch(/^Session\+[\d.]+ MiB, 240 more alive/);
    expect(answers[1]).toMatch(/^fixtures\/apps\/desk\/orders\.ts:\d+ .*still alive, estimated/);
    expect(answers[2]).toMatch(/^SupportDesk\.sessions fixtures\/apps\/desk\/desk\.ts:11/);
    expect(answers[3]).toMatch(/^Delete entries that are over/);
    await goTo(page(), 'Suspects');
    expect(await page().textContent('.suspect-card .edge.suspect .edge-name')).toBe('.sessions');
    await page().getByRole('link', { name: 'The largest of them at shift #6' }).first().click();
    await page().locator('.detail a').first().click();
    expect(await page().getByRole('dialog').textContent()).toMatch(
      /Session.*What refers to it.*entry of Map/s,
    );
    await page().keyboard.press('Escape');
  });

  test('the growth table sorts, filters, and compares any two labels', async () => {
    await goTo(page(), 'Growth');
    const first = () => page().textContent('tbody tr:first-child td:first-child');
    expect(await first()).toBe('Session');
    await page().getByRole('button', { name: 'count diff' }).click();
    expect(await first()).toBe('(concatenated string)');
    await page().getByRole('button', { name: 'constructor', exact: true }).click();
    expect(await page().getAttribute('th:first-child', 'aria-sort')).toBe('ascending');
    await page().getByRole('searchbox').fill('order');
    expect(await page().locator('tbody tr').count()).toBe(1);
    expect(await page().textContent('tbody tr td:nth-child(5)')).toBe('+5,760');
    await page().locator('.pair select').first().selectOption({ label: 'shift #4' });
    expect(await page().textContent('tbody tr td:nth-child(5)')).toBe('+2,304');
    await page().getByRole('searchbox').fill('');
    await page().getByRole('button', { name: 'Lines' }).click();
    await page().getByRole('button', { name: 'size diff' }).click();
    expect(await first()).toMatch(/orders\.ts:\d+/);
    await page().locator('.pair select').first().selectOption({ label: 'shift #1' });
  });

  test('the flame graph zooms, searches, turns over, and is walked by keys', async () => {
    await goTo(page(), 'Flame graph');
    const box = page().locator('.flame-box');
    await box.filter({ hasText: 'findOrders' }).first().click();
    expect(await page().textContent('.flame-status')).toContain('findOrders');
    expect((await box.filter({ hasText: 'findOrders' }).first().boundingBox())!.width).toBeGreaterThan(700);
    await page().keyboard.press('ArrowDown');
    expect(await page().textContent('.flame-status')).toContain('from (built-in)');
    await page().keyboard.press('Escape');
    await page().keyboard.press('Escape');
    await page().getByRole('button', { name: 'Show all' }).click();
    await page().getByRole('searchbox').fill('model.ts');
    expect(await page().locator('.flame-box.match').count()).toBeGreaterThan(1);
    expect(await page().textContent('.flame-status')).toMatch(/Matching “model.ts”: [\d.]+ \w+/);
    await page().getByRole('searchbox').fill('');
    await page().getByRole('button', { name: 'Inverted' }).click();
    await page()
      .getByRole('button', { name: /^Live at/ })
      .click();
    expect(await box.nth(1).textContent()).toMatch(/join|from|orders/);
  });

  test('the heap map opens box by box down to an object, and back', async () => {
    await goTo(page(), 'Heap map');
    await page()
      .locator('.map-box', { hasText: 'SupportDesk' })
      .first()
      .click({ position: { x: 40, y: 8 } });
    await page()
      .locator('.map-box', { hasText: 'Map' })
      .first()
      .click({ position: { x: 40, y: 8 } });
    expect(await page().textContent('.crumbs')).toMatch(/the whole heap.*SupportDesk.*Map/);
    await page().locator('.crumbs').getByRole('link', { name: 'what refers to it' }).click();
    const dialog = page().getByRole('dialog');
    expect(await dialog.textContent()).toContain('.sessions of SupportDesk');
    await dialog.getByRole('link', { name: 'SupportDesk' }).first().click();
    await page().waitForFunction(() => document.querySelector('dialog h2')?.textContent === 'SupportDesk');
    await page().keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page().locator('.crumbs').getByRole('button', { name: 'the whole heap' }).click();
    expect(await page().locator('.crumbs button').count()).toBe(0);
  });

  test('the heaps of other labels can be looked into, and what grew leads to its objects', async () => {
    await goTo(page(), 'Heap map');
    const sizeOf = async () => Number.parseFloat((await page().textContent('.crumbs .number'))!);
    const late = await sizeOf();
    await page().getByLabel('Heap at').selectOption({ label: 'shift #1' });
    await page().locator('.lead b', { hasText: 'shift #1' }).waitFor();
    await page().locator('.map-box').first().waitFor();
    expect(await sizeOf()).toBeLessThan(late - 4);
    await goTo(page(), 'Constructors');
    expect(await page().textContent('.lead')).toContain('The heap'.toLowerCase());
    expect(await page().getByLabel('Heap at').inputValue()).toBe('1');
    await goTo(page(), 'Growth');
    await page().getByRole('button', { name: 'Constructors' }).click();
    await page().getByRole('main').getByRole('link', { name: 'Session', exact: true }).click();
    await page().locator('.detail h3', { hasText: 'Session' }).waitFor();
    expect(await page().textContent('.lead')).toContain('shift #6');
  });

  test('every object that is opened says what refers to it, as far up as one goes', async () => {
    await goTo(page(), 'Constructors');
    for (const row of [0, 5, 20]) {
      await page().locator('tbody a').nth(row).click();
      await page().locator('.detail a').first().click();
      const dialog = page().getByRole('dialog');
      await dialog.waitFor();
      for (let hop = 0; hop < 6; hop++) {
        expect(await dialog.textContent()).not.toContain('Not in this page');
        const links = dialog.locator('.objects a');
        if ((await links.count()) === 0) break;
        const from = page().url();
        await links.last().click();
        await page().waitForFunction((url) => location.href !== url, from);
      }
      expect(await dialog.textContent()).toMatch(/What refers to it(?!The shortest)/);
      await page().getByRole('button', { name: 'Close' }).click();
      await dialog.waitFor({ state: 'detached' });
    }
  });

  test('constructors lead to their objects, and to who refers to them', async () => {
    await goTo(page(), 'Constructors');
    await page().getByRole('searchbox').fill('order');
    await page()
      .getByRole('main')
      .getByRole('link', { name: /^Order/ })
      .click();
    expect(await page().textContent('.detail')).toMatch(/Array/);
    await page().locator('.detail a').first().click();
    await page().getByRole('dialog').waitFor();
    expect(await page().textContent('.object .trace')).toMatch(/Session.*\.orders.*Array/s);
    await page().getByRole('button', { name: 'Close' }).click();
  });

  test('the ring buffers say what they dropped, and memory is told at each point', async () => {
    await goTo(page(), 'Ring buffers');
    expect(await page().textContent('.buffer.is-full')).toMatch(/apiCalls\s*200 of 200\s*88 dropped/);
    await goTo(page(), 'Memory');
    expect(await page().locator('tbody tr').count()).toBe(8);
    await page().locator('.plot').focus();
    const before = await page().textContent('.legend-at');
    for (let i = 0; i < 4; i++) await page().keyboard.press('ArrowLeft');
    expect(await page().textContent('.legend-at')).not.toBe(before);
  });

  test.each(['light', 'dark'] as const)('axe finds nothing serious in %s', async (scheme) => {
    const { page: seen } = await openFile(browser, file, scheme);
    await loadAxe(seen);
    for (const view of VIEWS) {
      await goTo(seen, view);
      expect(await findViolations(seen), view).toEqual([]);
    }
    await goTo(seen, 'Flame graph');
    await seen.getByRole('searchbox').fill('orders');
    expect(await findViolations(seen), 'a search').toEqual([]);
    await goTo(seen, 'Constructors');
    await seen.locator('tbody a').first().click();
    await seen.locator('.detail a').first().click();
    expect(await findViolations(seen), 'an object').toEqual([]);
    await seen.close();
  });

  test('nothing is asked of the network, and nothing goes wrong', async () => {
    expect(watched).toMatchObject({ requests: [], complaints: [] });
    const blocked = await page().evaluate(() =>
      fetch('http://127.0.0.1:9/').then(
        () => 'sent',
        () => 'refused by the policy',
      ),
    );
    expect(blocked).toBe('refused by the policy');
  });
});
