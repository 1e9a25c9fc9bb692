import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../src/check/result.ts';
import { expectToMatchSchema } from '../helpers/schema.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));

interface Run {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function check(...args: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['bin/memprof.js', 'check', ...args], { cwd: root });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

async function checkJson(...args: readonly string[]): Promise<{ run: Run; result: CheckResult }> {
  const run = await check('--format', 'json', ...args);
  const result = JSON.parse(run.stdout) as CheckResult;
  expectToMatchSchema('check-result', result);
  return { run, result };
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}

describe('memprof check of a module', () => {
  test('timers are kept by a module of Node, not by one of memprof', async () => {
    const { result } = await checkJson('fixtures/leaks/interval.mjs');

    expect(result.verdict).toBe('leak');
    const [anchor, ...others] = result.suspects[0]!.retainingPath.map(({ name }) => name);
    expect(anchor).toBe('module node:internal/timers');
    expect(others).toContain('Poller');
    expect(result.suspects).toHaveLength(1);
  });

  test('a Map that gains a Session each iteration is a leak: exit code 1, named, with where it was made', async () => {
    const { run, result } = await checkJson('fixtures/check/leaky.mjs');

    expect(run.code).toBe(1);
    expect(result).toMatchObject({
      verdict: 'leak',
      reason: 'grows-in-every-round',
      shape: 'linear',
      fails: true,
    });
    const suspect = result.suspects[0];
    expect(suspect?.constructorName).toBe('Session');
    expect(suspect?.reference.location).toMatchObject({ file: 'fixtures/check/leaky.mjs', line: 7 });
    expect(suspect?.perIteration.count).toBeCloseTo(1, 1);
    expect(suspect?.retainingPath.map(({ edge }) => edge).join(' ')).toContain('sessions');
    expect(suspect?.allocations[0]).toMatchObject({
      functionName: 'iteration',
      file: 'fixtures/check/leaky.mjs',
      line: 10,
      column: 19,
      sourceLine: 'sessions.set(i, new Session(i));',
    });
  });

  test('what a fixed number of places hold is none: exit code 0; its output goes to stderr', async () => {
    const { run, result } = await checkJson('fixtures/check/clean.mjs');

    expect(run.code).toBe(0);
    expect(result).toMatchObject({ verdict: 'clean', suspects: [], fails: false });
    expect(run.stderr).toContain('torn down');
  });

  test('an iteration that throws: exit code 2, and which one', async () => {
    const { code, stderr, stdout } = await check('fixtures/check/throws.mjs');

    expect(code).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('iteration(7) threw');
    expect(stderr).toContain('seventh time unlucky');
  });

  test('a module without iteration(): exit code 2, and what there is to do', async () => {
    const { code, stderr } = await check('fixtures/check/no-iteration.mjs');

    expect(code).toBe(2);
    expect(stderr).toContain('exports no iteration(i)');
  });
});

describe('memprof check --label', () => {
  test('answers kept from turn to turn are a leak', async () => {
    const { run, result } = await checkJson('--label', 'turn', 'fixtures/check/turns.ts', '--', '--leak');

    expect(run.code).toBe(1);
    expect(result.verdict).toBe('leak');
    expect(result.suspects[0]?.reference.name).toContain('answers');
    expect(result.suspects[0]?.files.join(' ')).toContain('turns.ts');
    const [site] = result.suspects[0]!.allocations;
    expect(site).toMatchObject({ file: 'fixtures/check/turns.ts', sourceLine: expect.any(String) as string });
  });

  test('the same program without keeping them is clean', async () => {
    const { run, result } = await checkJson('--label', 'turn', 'fixtures/check/turns.ts');

    expect(run.code).toBe(0);
    expect(result.verdict).toBe('clean');
    expect(run.stderr).toContain('turns done');
  });

  test('a label that never comes is wrong usage; the ones there are get told', async () => {
    const { code, stderr } = await check('--label', 'tour', 'fixtures/check/turns.ts');

    expect(code).toBe(2);
    expect(stderr).toContain('"turn"');
  });
});

describe('memprof check --request', () => {
  test.each([
    ['/leak', 'leak', 1],
    ['/', 'clean', 0],
  ])('requests to %s: %s', async (path, verdict, code) => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}${path}`;
    const args = ['--request', url, '--ready', 'listening', 'fixtures/check/server.mjs', String(port)];
    const { run, result } = await checkJson(...args);

    expect(result.verdict).toBe(verdict);
    expect(run.code).toBe(code);
    if (verdict === 'leak') expect(result.suspects[0]?.constructorName).toBe('Visitor');
  });
});
