import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { CheckResult } from '../../src/check/result.ts';
import { type Ended, memprof, temporaryFolder } from '../helpers/run-memprof.ts';

const TIMEOUT = { timeout: 150_000 };
const PRINT_PID = 'process.stderr.write(`pid ${process.pid}\\n`);\n';

/** Checks a module of this source text; what it printed, and whether its process is still there. */
async function check(source: string, ...args: readonly string[]): Promise<Ended & { isGone: boolean }> {
  const file = path.join(temporaryFolder(), 'target.mjs');
  writeFileSync(file, PRINT_PID + source);
  const run = await memprof(['check', ...args, file]);
  return { ...run, isGone: isGone(Number(/^pid (\d+)$/m.exec(run.stderr)?.[1])) };
}

function isGone(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** A promise that could settle as far as Node knows: a timer is there. */
const HANG = 'new Promise(() => void setInterval(() => undefined, 1e6))';
const BLOCK = 'for (;;);';

describe('memprof check of what never ends: exit code 2, why, and no process left', () => {
  test.each([
    [
      'an iteration',
      `export const iteration = (i) => i < 3 ? null : ${HANG};`,
      'An iteration after number 0',
    ],
    ['a loop', `export function iteration() { ${BLOCK} }`, 'An iteration after number 0'],
    ['a setup()', `export const setup = () => ${HANG}; export function iteration() {}`, 'its setup()'],
    ['an import', `await ${HANG}; export function iteration() {}`, 'The import of the module'],
  ])('%s', TIMEOUT, async (_, source, what) => {
    const run = await check(source, '--max-time', '3s');

    expect(run).toMatchObject({ code: 2, stdout: '', isGone: true });
    expect(run.stderr).toContain(what);
    expect(run.stderr).toContain('has not ended within the 3 s of --max-time');
  });

  test('a promise that nothing can settle any more', TIMEOUT, async () => {
    const run = await check('export const iteration = () => new Promise(() => undefined);');

    expect(run).toMatchObject({ code: 2, stdout: '', isGone: true });
    expect(run.stderr).toContain('nothing was left that could settle its promise');
  });

  test('an event loop that is blocked between iterations', TIMEOUT, async () => {
    // So slow that memprof's runner gives no turn between iterations: the first one comes when they have ended.
    const source = `export function iteration(i) {
  if (i === 0) setImmediate(() => { ${BLOCK} });
  for (const end = performance.now() + 100; performance.now() < end; );
}`;
    const run = await check(source, '--max-time', '3s', '--format', 'json');
    const result = JSON.parse(run.stdout) as CheckResult;

    expect(run).toMatchObject({ code: 2, isGone: true });
    expect(result).toMatchObject({ verdict: 'inconclusive', reason: 'too-few-rounds', suspects: [] });
    expect(result.notes.join()).toContain('Coming to rest after the iterations has not ended');
  });

  test('a teardown() after nothing was found', TIMEOUT, async () => {
    const source = `export function iteration() {}\nexport const teardown = () => ${HANG};`;
    const run = await check(source, '--max-time', '10s');

    expect(run).toMatchObject({ code: 2, stdout: '', isGone: true });
    expect(run.stderr).toContain('teardown() has not ended within');
  });

  test('a program between its labels', TIMEOUT, async () => {
    const source = `globalThis.memprof.mark('turn');\nawait ${HANG};`;
    const run = await check(source, '--max-time', '3s', '--label', 'turn');

    expect(run).toMatchObject({ code: 2, isGone: true });
    expect(run.stdout).toContain('Inconclusive: too few rounds to tell');
  });

  test('a program without a label', TIMEOUT, async () => {
    const run = await check(`await ${HANG};`, '--max-time', '3s', '--label', 'turn');

    expect(run).toMatchObject({ code: 2, stdout: '', isGone: true });
    expect(run.stderr).toContain('has run until --max-time was up without a label "turn"');
  });

  test('a server that answers nobody', TIMEOUT, async () => {
    const source = `import http from 'node:http';
const server = http.createServer(() => undefined).listen(0, '127.0.0.1', () => undefined);`;
    // A port where nobody listens and one where nobody answers are alike here: --ready never comes true.
    const args = ['--max-time', '3s', '--request', 'http://127.0.0.1:1/', '--ready', 'never printed'];
    const run = await check(`${source}\nvoid server;`, ...args);

    expect(run).toMatchObject({ code: 2, stdout: '', isGone: true });
    expect(run.stderr).toContain('has not printed "never printed" in time');
  });
});

test('a leak is told although its teardown() never ends', TIMEOUT, async () => {
  const source = `class Session {}
const kept = [];
export function iteration() { kept.push(new Session()); }
export const teardown = () => ${HANG};`;
  const run = await check(source, '--max-time', '20s', '--format', 'json');
  const result = JSON.parse(run.stdout) as CheckResult;

  expect(run).toMatchObject({ code: 1, isGone: true });
  expect(result.verdict).toBe('leak');
  expect(result.notes.join('\n')).toContain('teardown() has not ended within');
  expect(result.notes.join('\n')).toContain('there was no time left for the run that finds it');
});
