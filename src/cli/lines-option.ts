import { readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MemprofError } from '../base/errors.ts';
import { LINES_VARIABLE, type LinesConfig, type LinesScope } from '../lines/config.ts';
import { type JournalEntry, readJournal, readMaps } from '../lines/journal.ts';
import type { CaptureNote, ScriptLines } from '../capture/manifest.ts';
import { makeTemporaryFolder } from '../capture/temporary-folder.ts';
import type { Loader } from '../capture/typescript.ts';

const REGISTER = fileURLToPath(new URL('../lines/register.js', import.meta.url));
/** Rewritten sources are kept by content between runs, beside the captures. */
const CACHE_FOLDER = '.lines-cache';

/** How a program is started with exact lines. */
export interface LinesRun {
  readonly flags: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly loaderFolders: readonly string[];
  /** What became of each source, once the program has ended; what was written for this run alone is removed. */
  collect(): { readonly lines: readonly ScriptLines[]; readonly notes: readonly CaptureNote[] };
}

/** A program that is not rewritten. */
export const NO_LINES: LinesRun = {
  flags: [],
  env: {},
  loaderFolders: [],
  collect: () => ({ lines: [], notes: [] }),
};

/**
 * Prepares a run with exact lines.
 *
 * @param scope - `user`, `all`, or packages by commas.
 * @param loader - The TypeScript loader that comes before, if any; its output is what is rewritten.
 */
export function prepareLines(scope: string, capturesFolder: string, loader: Loader): LinesRun {
  const packages = toScope(scope);
  const cacheDir = path.join(capturesFolder, CACHE_FOLDER);
  const folder = makeTemporaryFolder('memprof-lines-', 'Exact lines');
  const config: LinesConfig = {
    scope: packages,
    cacheDir,
    journalFile: path.join(folder, 'journal'),
    loaderFolders: loader.folders,
  };
  return {
    flags: [
      ...stackFlags(),
      ...(loader.flags.length > 0 ? ['--import', pathToFileURL(REGISTER).href] : ['--require', REGISTER]),
    ],
    env: { [LINES_VARIABLE]: JSON.stringify(config) },
    loaderFolders: [path.dirname(REGISTER) + path.sep, ...libraryFolders()],
    collect() {
      const journal = journalOf(config.journalFile);
      const entries = latest(journal);
      rmSync(folder, { recursive: true, force: true });
      return {
        lines: entries.flatMap((entry) => ('key' in entry ? [linesOf(cacheDir, entry)] : [])),
        notes: [...untouchedNote(entries), ...othersNote(journal)],
      };
    },
  };
}

/** V8's limit for the stack is 984 KiB. With the frames of the rewriting a recursion needs up to 2.7 times that. */
const STACK_KIB = 2952;

/** Flags that let a recursion get as deep as it would without the frames of the rewriting, if the system does. */
function stackFlags(): string[] {
  return systemStackKib() >= 2 * STACK_KIB ? [`--stack-size=${STACK_KIB}`] : [];
}

function systemStackKib(): number {
  if (process.platform === 'win32') return 1024;
  try {
    const [, soft] = /^Max stack size +(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
    return soft === 'unlimited' ? Infinity : Number(soft ?? 0) / 1024;
  } catch {
    // What other systems give a program's main thread.
    return 8176;
  }
}

function toScope(text: string): LinesScope {
  return text === 'user' || text === 'all' ? text : toPackages(text);
}

function toPackages(text: string): string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.every((name) => name !== '')) return names;
  throw new MemprofError(
    'BAD_USAGE',
    `--lines ${JSON.stringify(text)} names no package. Write --lines, --lines=all, or packages as --lines=zod,@scope/name.`,
  );
}

/** Where the libraries of the rewriting are; those that one of them brings along are found from there. */
function libraryFolders(): string[] {
  const own = createRequire(import.meta.url);
  const ofRemapping = createRequire(own.resolve('@jridgewell/remapping'));
  const ofTracing = createRequire(own.resolve('@jridgewell/trace-mapping'));
  return [
    folderOf(own, 'acorn'),
    folderOf(own, '@jridgewell/remapping'),
    folderOf(own, '@jridgewell/sourcemap-codec'),
    folderOf(own, '@jridgewell/trace-mapping'),
    folderOf(ofRemapping, '@jridgewell/gen-mapping'),
    folderOf(ofTracing, '@jridgewell/resolve-uri'),
  ];
}

function folderOf(require: NodeJS.Require, name: string): string {
  const entry = require.resolve(name);
  const marker = path.join('node_modules', ...name.split('/')) + path.sep;
  return entry.slice(0, entry.lastIndexOf(marker) + marker.length);
}

function journalOf(file: string): JournalEntry[] {
  try {
    return readJournal(file);
  } catch {
    // No source was loaded.
    return [];
  }
}

type SourceEntry = Extract<JournalEntry, { readonly url: string }>;

function latest(entries: readonly JournalEntry[]): SourceEntry[] {
  const sources = entries.filter((entry) => 'url' in entry);
  return [...new Map(sources.map((entry) => [entry.url, entry])).values()];
}

function linesOf(
  cacheDir: string,
  { url, key }: { readonly url: string; readonly key: string },
): ScriptLines {
  const { map, sites, apart, exact } = readMaps(cacheDir, key);
  return { url, map, sites, apart, exact };
}

function untouchedNote(entries: readonly SourceEntry[]): CaptureNote[] {
  const untouched = entries.flatMap((entry) => ('untouched' in entry ? [entry] : []));
  const [first] = untouched;
  if (first === undefined) return [];
  const names = untouched.slice(0, 3).map(({ url }) => path.basename(url));
  const more = untouched.length > names.length ? `, and ${untouched.length - names.length} more` : '';
  const text = `--lines left ${untouched.length} ${untouched.length === 1 ? 'script' : 'scripts'} as written (${names.join(', ')}${more}): ${first.untouched}`;
  return [{ kind: 'note', text }];
}

/** Says that what the program started has no exact lines. */
function othersNote(journal: readonly JournalEntry[]): CaptureNote[] {
  const started = journal.flatMap((entry) => ('started' in entry ? [entry.started] : []));
  if (started.length === 0) return [];
  const names = started.map((name) => (name === 'child process' ? 'child processes' : 'worker threads'));
  return [
    { kind: 'note', text: `--lines is for the main thread: ${names.join(' and ')} ran as they are written` },
  ];
}
