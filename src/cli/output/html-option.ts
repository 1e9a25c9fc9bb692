import { spawn } from 'node:child_process';
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { MemprofError } from '../../base/errors.ts';
import { embedData } from '../../report/html/embed.ts';
import type { WholePage } from '../../report/html/page-data.ts';
import type { PageOrigin } from '../../report/html/run-page.ts';
import { formatBytes } from '../../report/units.ts';
import type { Io } from '../io.ts';
import { PAGE_TEMPLATE } from '../page-template.ts';
import { version } from '../version.ts';

/** Where to leave a page to look at. */
export interface HtmlOptions {
  readonly html?: string;
  readonly open?: boolean;
  /** Labels whose heaps the page is to show. */
  readonly htmlLabel?: readonly string[];
}

/** Adds `--html-label` to a command that has labels. */
export function addHtmlLabelOption(command: Command): Command {
  return command.option(
    '--html-label <label>',
    'a label whose heap the page is to show, besides those it shows anyway; repeatable',
    (label: string, before: readonly string[] = []) => [...before, label],
  );
}

/** Adds `--html` and `--open` to a command. */
export function addHtmlOptions(command: Command): Command {
  return command
    .option('--html <file>', 'also write a page to look at: one file that works offline')
    .option('--open', 'open that page in the browser');
}

/**
 * Refuses, before any work is done, `--open` without a page to open, and a page that could not be written.
 *
 * @throws MemprofError `BAD_USAGE` or `WRITE_FAILED`.
 */
export function checkHtmlOptions({ html, open, htmlLabel }: HtmlOptions, io: Io): void {
  if (htmlLabel !== undefined && html === undefined) {
    throw new MemprofError('BAD_USAGE', '--html-label needs a page to show it on: give --html FILE too.');
  }
  if (open === true && html === undefined) {
    throw new MemprofError('BAD_USAGE', '--open needs a page to open: give --html FILE too.');
  }
  if (html === undefined) return;
  const file = path.resolve(io.cwd, html);
  attemptWrite(file, () => accessSync(path.dirname(file), constants.W_OK));
}

/** Who writes a page, and when. */
export function pageOrigin(io: Io): PageOrigin {
  return { version: version(), writtenAt: io.now() };
}

/** Writes a page and says so on stderr; opens it when asked to. @throws MemprofError `WRITE_FAILED`. */
export function writePage(page: WholePage, { html, open }: HtmlOptions, io: Io): void {
  if (html === undefined) return;
  const file = path.resolve(io.cwd, html);
  const text = embedData(readFileSync(PAGE_TEMPLATE, 'utf8'), page);
  attemptWrite(file, () => writeFileSync(file, text));
  io.stderr.write(
    `memprof: ${html} written (${formatBytes(Buffer.byteLength(text))}); open it in a browser.\n`,
  );
  if (open === true) openInBrowser(file, io);
}

function attemptWrite(file: string, step: () => void): void {
  try {
    step();
  } catch (error) {
    const text = `The page could not be written to ${file}: ${(error as Error).message}. Choose another file.`;
    throw new MemprofError('WRITE_FAILED', text, { cause: error });
  }
}

const OPENERS: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  darwin: ['open'],
  win32: ['explorer.exe'],
};

/** The browser goes on without memprof; when there is none, the line with the file's name is enough. */
function openInBrowser(file: string, io: Io): void {
  const [command, ...args] = OPENERS[process.platform] ?? ['xdg-open'];
  const child = spawn(command!, [...args, file], { detached: true, stdio: 'ignore', env: io.env });
  child.on('error', () => io.stderr.write(`memprof: no browser could be started; open ${file} yourself.\n`));
  child.unref();
}
