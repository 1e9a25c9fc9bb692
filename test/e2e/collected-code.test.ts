import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import { memprof, start, temporaryFolder } from '../helpers/run-memprof.ts';

/** What stays is data; nobody holds the function that made it, and garbage makes V8 collect its code. */
const FORGOTTEN = `
function makeRecords(count) {
  const records = [];
  for (let i = 0; i < count; i++) records.push({ id: i, text: 'record ' + i });
  return records;
}
globalThis.records = makeRecords(20_000);
`;

const WAITS = `
let garbage = [];
for (let i = 0; i < 200; i++) setTimeout(() => (garbage = Array.from({ length: 50_000 }, (_, at) => [i, at])), i / 100);
`;

async function firstRow(name: string, text: string) {
  const directory = temporaryFolder();
  const program = path.join(directory, name);
  writeFileSync(program, text);
  const output = path.join(directory, 'report.json');
  const options = ['--sampling-interval', '2048', '--snapshots', 'none', '--format', 'json'];
  const ended = await memprof(['run', ...options, '--directory', directory, '--output', output, program]);
  expect(ended).toMatchObject({ code: 0, stdout: '', stderr: '' });
  const { comparisons } = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  const { file, line, functionName } = comparisons[0]!.lineno[0]!;
  return { file: path.basename(file), line, functionName };
}

test.each([
  ['ends.cjs', FORGOTTEN],
  ['ends.cts', FORGOTTEN.replace('count)', 'count: number)').replace('globalThis.', '(globalThis as any).')],
  ['waits.cjs', FORGOTTEN + WAITS],
  ['strict.cjs', `'use strict';${FORGOTTEN}${WAITS}`],
  ['brace.cjs', `${FORGOTTEN}${WAITS}if (records.length > 0) { console.error; }`],
])('a function of %s that V8 has collected still has its line', async (name, text) => {
  expect(await firstRow(name, text)).toEqual({ file: name, line: 2, functionName: 'makeRecords' });
});

/** V8's own status of the class with which the file begins, once it is asked to optimise it. */
const BEGINS_WITH_CLASS = `class Point { x = 1; }
setTimeout(() => {
  %PrepareFunctionForOptimization(Point);
  for (let i = 0; i < 100; i++) new Point();
  %OptimizeFunctionOnNextCall(Point);
  new Point();
  console.log(%GetOptimizationStatus(Point));
}, 1);
`;

test('a class with which a file begins is optimised as without memprof', async () => {
  const directory = temporaryFolder();
  const program = path.join(directory, 'class.cjs');
  writeFileSync(program, BEGINS_WITH_CLASS);
  const alone = await start(['--allow-natives-syntax', program]);
  const options = ['--snapshots', 'none', '--node-arg=--allow-natives-syntax', '--directory', directory];
  const { code, stdout } = await memprof(['run', ...options, program]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: alone.stdout });
  expect(alone.stdout).toMatch(/^\d+\n$/);
});
