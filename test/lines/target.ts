import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { tmpdir } from 'node:os';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { LINES_VARIABLE } from '../../src/lines/config.ts';
import type { LinesConfig, LinesScope } from '../../src/lines/config.ts';

/** The Node under test; another than the one that runs the tests with MEMPROF_TEST_NODE. */
export const NODE = process.env['MEMPROF_TEST_NODE'] ?? process.execPath;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
export const REGISTER = join(ROOT, 'dist/lines/register.js');
const TSX_FLAGS = ['--import', pathToFileURL(join(ROOT, 'node_modules/tsx/dist/loader.mjs')).href];

/** What a program left behind. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

/** A directory with a program in it, to be run with and without rewriting. */
export class Target {
  readonly directory = mkdtempSync(join(tmpdir(), 'memprof-lines-'));

  constructor(files: Readonly<Record<string, string>>) {
    for (const [name, text] of Object.entries(files)) {
      const path = join(this.directory, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }

  get config(): LinesConfig {
    return this.configFor('user');
  }

  configFor(scope: LinesScope): LinesConfig {
    return {
      scope,
      cacheDir: join(this.directory, '.cache'),
      journalFile: join(this.directory, '.journal'),
      loaderFolders: [],
    };
  }

  /** Runs a file as it is. */
  run(args: readonly string[], flags: readonly string[] = []): Ended {
    return this.#start([...flagsFor(args), ...flags, ...args], {});
  }

  /** Runs a file rewritten. */
  runRewritten(args: readonly string[], scope: LinesScope = 'user', flags: readonly string[] = []): Ended {
    const typed = flagsFor(args);
    const entry = [typed.length > 0 ? '--import' : '--require', REGISTER];
    const environment = { [LINES_VARIABLE]: JSON.stringify(this.configFor(scope)) };
    return this.#start([...typed, ...entry, ...flags, ...args], environment);
  }

  #start(args: readonly string[], environment: NodeJS.ProcessEnv): Ended {
    const { stdout, stderr, status } = spawnSync(NODE, args, {
      cwd: this.directory,
      encoding: 'utf8',
      env: { ...process.env, NODE_OPTIONS: '', ...environment },
      timeout: 60_000,
    });
    return { stdout, stderr, code: status };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function flagsFor(args: readonly string[]): readonly string[] {
  return args.some((arg) => /\.[mc]?tsx?$/.test(arg)) ? TSX_FLAGS : [];
}
