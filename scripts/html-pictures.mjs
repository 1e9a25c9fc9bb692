// Makes the pictures of the HTML report in the README, from a real run: node scripts/html-pictures.mjs
import { execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const root = fileURLToPath(new URL('..', import.meta.url));
const pictures = path.join(root, 'docs/images');
const MOST_BYTES = 200_000;

/** File name, colours, view, height, and what to do there first. */
const SHOTS = [
  ['overview-light', 'light', 'overview', 800],
  ['overview-dark', 'dark', 'overview', 800],
  ['growth-light', 'light', 'growth', 640],
  ['flame-dark', 'dark', 'flame', 560],
  ['suspects-light', 'light', 'suspects', 760],
  ['suspects-dark', 'dark', 'suspects', 760],
  ['heap-light', 'light', 'heap', 700, (page) => openBoxes(page, ['SupportDesk', 'Map'])],
];

const folder = mkdtempSync(path.join(tmpdir(), 'memprof-pictures-'));
const file = path.join(folder, 'desk.html');
try {
  const args = ['bin/memprof.js', 'run', '--directory', folder, '--html', file, 'fixtures/apps/desk/desk.ts'];
  const env = { ...process.env, PRAISONAI_PROFILE_MAX: '200' };
  execFileSync(process.execPath, args, { cwd: root, env, stdio: 'ignore' });
  mkdirSync(pictures, { recursive: true });
  const executablePath = process.env.MEMPROF_TEST_CHROMIUM ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  for (const shot of SHOTS) await take(browser, ...shot);
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function take(browser, name, colorScheme, view, height, prepare) {
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height } });
  await page.goto(`file://${file}#${view}`);
  await page.waitForSelector('#view-title');
  await prepare?.(page);
  await page.mouse.move(0, 0);
  // Two frames: boxes are laid out when their place has a size.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const target = path.join(pictures, `${name}.png`);
  await page.screenshot({ path: target });
  await page.close();
  const { size } = statSync(target);
  console.log(`docs/images/${name}.png  ${size} bytes`);
  if (size > MOST_BYTES) throw new Error(`${name}.png is larger than ${MOST_BYTES} bytes`);
}

async function openBoxes(page, names) {
  for (const name of names) {
    await page
      .locator('.map-box', { hasText: name })
      .first()
      .click({ position: { x: 40, y: 8 } });
  }
}
