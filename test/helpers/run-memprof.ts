import { type SpawnOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

/** The Node the programs run on: that of the tests, or the one to test with. */
export const NODE = process.env.MEMPROF_TEST_NODE ?? process.execPath;

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Absolute path of a fixture. */
export const fixture = (name: string): string => path.join(ROOT, 'fixtures', name);

/** A process that has ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
  /** How the output is decoded; `latin1` keeps every byte. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Called with what stdout has so far, whenever there is more. */
  readonly onStdout?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs a command to its end. */
export function start(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  const spawnOptions: SpawnOptions = {
    cwd: options.cwd ?? ROOT,
    env: { ...cleanEnv(), ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  };
  const child = spawn(NODE, args, spawnOptions);
  const text = { stdout: '', stderr: '' };
  return new Promise((resolve, reject) => {
    for (const name of ['stdout', 'stderr'] as const) {
      child[name]!.setEncoding(options.encoding ?? 'utf8').on('data', (piece: string) => {
        text[name] += piece;
        if (name === 'stdout') options.onStdout?.(text.stdout, (signal) => child.kill(signal));
      });
    }
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...text }));
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(options.input ?? '');
  });
}

/** Runs the built memprof to its end. */
export function memprof(args: readonly string[], options: StartOptions = {}): Promise<Ended> {
  return start([path.join(ROOT, 'bin/memprof.js'), ...args], options);
}

/** A folder that is removed when the test has finished. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'memprof-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The environment without what the test runner adds and what a developer may have set. */
function cleanEnv(): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const name of Object.keys(env)) {
    if (/^(VITEST|NODE_OPTIONS|NODE_V8_COVERAGE|NODE_ENV|TEST|FORCE_COLOR|NO_COLOR|PRAISONAI_)/.test(name)) {
      delete env[name];
    }
  }
  return env;
}
