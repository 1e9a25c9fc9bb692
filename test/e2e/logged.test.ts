import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import { memprof, temporaryFolder } from '../helpers/run-memprof.ts';

vi.setConfig({ testTimeout: 120_000 });

const PROGRAM = `
import { Worker, isMainThread } from 'node:worker_threads';
class Report { constructor(n) { this.rows = Array.from({ length: 200 }, (_, i) => ({ n, i })); } }
class Unread { constructor(n) { this.n = n; } }
const kept = [];
function turn() {
  for (let n = 0; n < 40; n++) {
    console.log(new Report(n));
    kept.push(new Unread(n));
  }
  globalThis.memprof?.mark('turn');
}
if (isMainThread) {
  await new Promise((ended) => new Worker(new URL(import.meta.url)).once('exit', ended));
}
for (let n = 0; n < 3; n++) turn();
`;

/** Objects of a class in each heap, at the first label of a series and at the last. */
function gained({ comparisons }: RunResult, to: string, constructorName: string): number[] {
  const { constructor } = comparisons.find((comparison) => comparison.to === to)!;
  return constructor
    .filter((row) => row.constructorName === constructorName)
    .map(({ countDiff }) => countDiff);
}

test('what a program logs is not held for being looked at, in its main thread and in workers', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'logs.mjs'), PROGRAM);
  const options = ['--follow', 'workers', '--format', 'json', '--output', 'report.json'];
  const ended = await memprof(['run', ...options, 'logs.mjs'], { cwd: folder });

  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const result = JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')) as RunResult;
  expect(gained(result, 'end', 'Unread')).toEqual([120, 120]);
  // One may still be on the stack.
  for (const count of gained(result, 'end', 'Report')) expect(count).toBeLessThan(2);
  for (const count of gained(result, 'turn #3', 'Report')) expect(count).toBeLessThan(2);
});
