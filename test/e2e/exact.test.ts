import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { ComparisonResult, RunResult } from '../../src/analysis/results.ts';
import { memprof, temporaryFolder } from '../helpers/run-memprof.ts';

// Every allocation is followed, and V8 collects garbage twenty times a second.
vi.setConfig({ testTimeout: 120_000 });

type Row = ComparisonResult['lineno'][number];

/** Runs a program by `--exact`; gives the row of a function between two labels. */
async function runExact(text: string) {
  const folder = temporaryFolder();
  const program = path.join(folder, 'program.cjs');
  writeFileSync(program, text);
  const { code, stderr } = await memprof(
    ['run', '--exact', '--directory', folder, '--format', 'json', program],
    { cwd: folder },
  );
  expect(code, stderr.slice(0, 500)).toBe(0);
  const { comparisons } = JSON.parse(stderr) as RunResult;
  return (from: string, to: string, functionName: string): Row | undefined =>
    comparisons
      .find((comparison) => comparison.from === from && comparison.to === to)!
      .lineno.find((row) => row.functionName === functionName);
}

/** Some more or less: V8's own pattern of a literal, and lists of the shapes that came of it. */
const almost = (value: number, expected: number): void => expect(Math.abs(value - expected)).toBeLessThan(10);

/** What is kept comes in a second full of garbage, and half of it goes again after a snapshot has seen it. */
const MOVING = `
globalThis.kept = [];
function makeStaying(i) { return { x: i, z: 1 }; }
function makeGoing(i) { return { y: i }; }
function litter() {
  const all = [];
  for (let i = 0; i < 30_000; i++) all.push([i]);
  return all.length;
}
const pause = () => new Promise((resolve) => setTimeout(resolve, 60));
(async () => {
  memprof.mark('empty');
  for (let turn = 0; turn < 8; turn++) {
    for (let i = 0; i < 500; i++) {
      kept.push(makeStaying(i), makeGoing(i));
      if (i % 100 === 0) litter();
    }
    await pause();
  }
  memprof.mark('full');
  kept = kept.filter(({ y }) => y === undefined);
  for (let turn = 0; turn < 5; turn++) {
    litter();
    await pause();
  }
  memprof.mark('half');
})();
`;

test('objects keep their place through garbage collections and snapshots', async () => {
  const row = await runExact(MOVING);

  const stayed = row('empty', 'full', 'makeStaying')!;
  const again = row('full', 'half', 'makeStaying')!;
  const gone = row('full', 'half', 'makeGoing')!;
  almost(stayed.countDiff, 4000);
  almost(stayed.sizeDiffBytes / 40, 4000);
  almost(again.count, stayed.count);
  almost(gone.countDiff, -4000);
  almost(gone.sizeDiffBytes / 32, -4000);
});

/** Each keeps part of itself in nodes V8 calls hidden: the proxy itself, the frames of a stack, properties. */
const HIDDEN = `
const all = (make) => Array.from({ length: 1000 }, make);
const target = {};
function proxy() { return new Proxy(target, target); }
function error() { return new Error(''); }
function wide() { const one = {}; for (let k = 0; k < 12; k++) one['key' + k] = k; return one; }
globalThis.kept = [proxy(), error(), wide()];
memprof.mark('empty');
for (const make of [proxy, error, wide]) kept.push(all(make));
memprof.mark('full');
`;

test('what V8 calls hidden is counted where the program made it', async () => {
  const row = await runExact(HIDDEN);

  almost(row('empty', 'full', 'proxy')!.countDiff, 1000);
  // An error and the eight frames or more it remembers, 48 bytes each.
  expect(row('empty', 'full', 'error')!.sizeDiffBytes).toBeGreaterThan(1000 * (48 + 8 * 48));
  // Eight properties and more beyond the four there is room for.
  expect(row('empty', 'full', 'wide')!.sizeDiffBytes).toBeGreaterThan(1000 * (56 + 8 * 8));
});

test('without snapshots there is nothing to have exact figures from, and that is said first', async () => {
  const args = ['run', '--exact', '--snapshots', 'none', 'program.cjs'];
  const { code, stderr } = await memprof(args, { cwd: temporaryFolder() });
  expect(code).toBe(2);
  expect(stderr).toMatch(/^memprof: --exact has its figures from the snapshots: .*\.$/m);
});

test('a busy program that has frozen Error, and one deep in a recursion, are not taken for idle', async () => {
  const directory = temporaryFolder();
  const program = path.join(directory, 'frozen.cjs');
  writeFileSync(
    program,
    `const busy = () => { for (const end = Date.now() + 500; Date.now() < end; ); };
const down = (depth) => (depth === 0 ? busy() : down(depth - 1));
down(7000);
Object.freeze(Error);
busy();
globalThis.memprof?.mark('late');
`,
  );
  const output = path.join(directory, 'report.json');
  const options = ['--exact', '--snapshots', 'first-last', '--format', 'json', '--output', output];
  const ended = await memprof(['run', ...options, '--directory', directory, program]);
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { labels } = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  expect(labels.map(({ name }) => name)).toEqual(['start', 'late', 'end']);
});
