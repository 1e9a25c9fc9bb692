import { expect, test } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import { fixture, memprof, temporaryFolder } from '../helpers/run-memprof.ts';

const options = ['--sampling-interval', '2048', '--format', 'json'];

async function run(...args: readonly string[]): Promise<RunResult> {
  const { stderr, code } = await memprof(['run', ...options, '--directory', temporaryFolder(), ...args]);
  expect(code).toBe(0);
  return JSON.parse(stderr) as RunResult;
}

test('--lines names the line and column of TypeScript, and shows the line', async () => {
  const { comparisons } = await run('--lines', fixture('apps/agent.ts'), '24');

  expect(comparisons.find(({ span }) => span === 'series')!.lineno[0]).toMatchObject({
    file: 'fixtures/apps/agent.ts',
    line: 28,
    functionName: 'fakeModel',
    sourceLine: "return words.join(' ');",
  });
  expect(JSON.stringify(comparisons)).not.toMatch(/dist\/lines|acorn|remapping/);
});

test('--lines works on CommonJS, with --exact, and leaves the program its own --lines', async () => {
  const { comparisons, target } = await run('--exact', '--lines', fixture('apps/commonjs.cjs'), '--lines');

  expect(target.args).toEqual(['--lines']);
  const { lineno } = comparisons.find(({ from, to }) => from === 'before' && to === 'after')!;
  const counts = new Map(lineno.map(({ line, countDiff }) => [line, countDiff]));
  expect(counts.get(6)).toBeGreaterThanOrEqual(500);
  expect(counts.get(7)).toBeGreaterThanOrEqual(500);
});
