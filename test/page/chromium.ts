import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, type Page, chromium } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const PLACES = [
  ...(process.env.PATH ?? '')
    .split(path.delimiter)
    .flatMap((folder) => NAMES.map((name) => path.join(folder, name))),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** A Chromium to test with: `MEMPROF_TEST_CHROMIUM`, or one that is installed; undefined when there is none. */
export const CHROMIUM = process.env.MEMPROF_TEST_CHROMIUM ?? PLACES.find((place) => existsSync(place));

/** What the names of tests end with when they cannot run. */
export const WHY_SKIPPED =
  CHROMIUM === undefined ? ' (skipped: no Chromium here; MEMPROF_TEST_CHROMIUM names one)' : '';

/** Starts the browser. Its sandbox needs what containers seldom have, and nothing but our own page is opened. */
export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
}

/** A page that is open, and what should not happen on it. */
export interface WatchedPage {
  readonly page: Page;
  /** Requests but that for the file itself. */
  readonly requests: string[];
  /** What was written on the console, errors that nobody caught, and dialogs. */
  readonly complaints: string[];
}

/** Opens a file, and watches for what should not happen. */
export async function openFile(
  browser: Browser,
  file: string,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<WatchedPage> {
  const page = await browser.newPage({
    colorScheme,
    // A colour that is on its way to another would be measured half way.
    reducedMotion: 'reduce',
    viewport: { width: 1280, height: 900 },
  });
  const watched: WatchedPage = { page, requests: [], complaints: [] };
  const url = `file://${file}`;
  page.on(
    'request',
    (request) => request.url().split('#')[0] !== url && watched.requests.push(request.url()),
  );
  page.on('console', (message) => watched.complaints.push(message.text()));
  page.on('pageerror', (error) => watched.complaints.push(error.message));
  page.on('dialog', (dialog) => {
    watched.complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  await page.goto(url);
  await page.waitForSelector('#view-title');
  return watched;
}

/** Goes to a view by its link, and waits until it is there. */
export async function goTo(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Views' }).getByRole('link', { name }).click();
  await page.waitForFunction(
    (wanted) => document.querySelector('nav a[aria-current]')?.textContent.startsWith(wanted),
    name,
  );
}
