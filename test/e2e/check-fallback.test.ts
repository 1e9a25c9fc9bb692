import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CheckedSuspect } from '../../src/check/result.ts';
import { Target } from '../lines/target.ts';
import { checkJson } from '../helpers/check-cli.ts';
import { temporaryFolder } from '../helpers/run-memprof.ts';

// A function is made again from its text, as pools do that send functions to their workers. Rewritten for exact
// lines, the text calls functions of the file it was taken from: that fails where it is run.
const program = (measure: string): string => `class Job {
  constructor(i) { this.i = i; this.text = 'job ' + i }
}
const kept = []
const measure = (job) => { return { size: job.text.length } }
const detached = ${measure}
export function iteration(i) {
  detached({ text: '' })
  kept.push(
    new Job(i),
  )
}
`;
const FROM_TEXT = program('new Function(`return ${measure}`)()');
const AS_IT_IS = program('measure');

/** The suspect that a check finds in a program. */
async function suspectOf(source: string): Promise<CheckedSuspect> {
  const file = path.join(temporaryFolder(), 'target.mjs');
  writeFileSync(file, source);
  const { code, result } = await checkJson(file);
  expect(code).toBe(1);
  return result.suspects[0]!;
}

test(
  'a program that rewriting breaks is explained by the lines of its functions',
  { timeout: 150_000 },
  async () => {
    const target = new Target({ 'target.mjs': `${FROM_TEXT}iteration(1)\n` });
    try {
      expect(target.run(['target.mjs'])).toEqual({ stdout: '', stderr: '', code: 0 });
      expect(target.runRewritten(['target.mjs']).stderr).toMatch(/ReferenceError: \$m\d+ is not defined/);
    } finally {
      target.remove();
    }
    const suspect = await suspectOf(FROM_TEXT);

    expect(suspect.constructorName).toBe('Job');
    expect(suspect.allocations[0]).toMatchObject({ functionName: 'iteration', line: 7 });
  },
);

test('the same without that is explained by the expression', { timeout: 150_000 }, async () => {
  const suspect = await suspectOf(AS_IT_IS);

  expect(suspect.constructorName).toBe('Job');
  expect(suspect.allocations[0]).toMatchObject({ functionName: 'iteration', line: 10, column: 5 });
});
