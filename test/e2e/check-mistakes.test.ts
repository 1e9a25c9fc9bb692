import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CheckResult } from '../../src/check/result.ts';
import { type Ended, fixture, memprof, temporaryFolder } from '../helpers/run-memprof.ts';

const TIMEOUT = { timeout: 150_000 };

function checkSource(source: string): Promise<Ended> {
  const file = path.join(temporaryFolder(), 'target.mjs');
  writeFileSync(file, source);
  return memprof(['check', file]);
}

test(
  'what memprof throws itself, in a listener, is no verdict: exit code 2, not Node’s 1',
  TIMEOUT,
  async () => {
    // The target writes a frame that is no JSON into the pipe of the agent's answers.
    const { code, stdout, stderr } = await checkSource(`import fs from 'node:fs';
export function iteration(i) {
  if (i === 3) fs.writeSync(4, Buffer.from([1, 4, 0, 0, 0, 110, 111, 112, 101]));
}`);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^memprof: this should not have happened, and is a mistake in memprof/m);
    expect(stderr).toContain('is not valid JSON');
  },
);

test('a target that kills itself is no verdict either', TIMEOUT, async () => {
  const { code, stdout, stderr } = await checkSource(
    `export function iteration(i) { if (i === 3) process.kill(process.pid, 'SIGKILL'); }`,
  );

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('was killed by SIGKILL before it could be judged');
});

test('a program that fails before its first label: that it failed, not what to call', TIMEOUT, async () => {
  const { code, stderr } = await memprof([
    'check',
    '--label',
    'turn',
    fixture('apps/wrong/missing-import.mjs'),
  ]);

  expect(code).toBe(2);
  expect(stderr).toContain('The program ended with code 1 before it could be judged.');
  expect(stderr).not.toContain('Call mark');
});

test('iteration, setup and teardown are called on what exports them', TIMEOUT, async () => {
  const { code, stderr } = await checkSource(`const kept = [];
export default {
  setup() { this.list = kept; },
  iteration(i) { this.list[i % 9] = i; },
  teardown() { console.error(this.list.length, 'at the end'); },
};`);

  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('9 at the end') as string,
  });
});

const NO_FOLDER = { TMPDIR: '/nowhere/at/all' };

test('no temporary folder: a leak is found and explained all the same', TIMEOUT, async ({ skip }) => {
  if (process.platform === 'win32' || existsSync(NO_FOLDER.TMPDIR)) skip();
  const args = ['check', '--format', 'json', fixture('check/leaky.mjs')];
  const { code, stdout } = await memprof(args, { env: NO_FOLDER });
  const { suspects } = JSON.parse(stdout) as CheckResult;

  expect(code).toBe(1);
  expect(suspects[0]?.allocations[0]?.functionName).toBe('iteration');
});

test('no temporary folder for what is followed: told in a sentence', TIMEOUT, async ({ skip }) => {
  if (process.platform === 'win32' || existsSync(NO_FOLDER.TMPDIR)) skip();
  const args = ['check', '--follow', 'workers', fixture('check/pool.mjs')];
  const { code, stdout, stderr } = await memprof(args, { env: NO_FOLDER });

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('need a temporary folder');
});
