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

/** Views, and how high their pictures are; each is taken in light and in dark. */
const SHOTS = [
  ['overview', 800],
  ['suspects', 680],
  ['flame', 560],
  ['heap', 700],
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
  for (const [view, height] of SHOTS) {
    for (const colours of ['light', 'dark']) await take(browser, view, height, colours);
  }
  await browser.close();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function take(browser, view, height, colorScheme) {
  const name = `html-${view}-${colorScheme}`;
  const page = await browser.newPage({ colorScheme, viewport: { width: 1280, height } });
  await page.goto(`file://${file}#${view}`);
  await page.waitForSelector('#view-title');
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
