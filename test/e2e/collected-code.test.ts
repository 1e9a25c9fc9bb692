import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import { memprof, temporaryFolder } from '../helpers/run-memprof.ts';

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
])('a function of %s that V8 has collected still has its line', async (name, text) => {
  expect(await firstRow(name, text)).toEqual({ file: name, line: 2, functionName: 'makeRecords' });
});
