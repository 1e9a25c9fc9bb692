import { writeFileSync } from 'node:fs';
import path from 'node:path';
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

test('a recursion gets as deep as without --lines, and the flags for it do not show', async () => {
  const directory = temporaryFolder();
  const program = path.join(directory, 'deep.mjs');
  writeFileSync(
    program,
    `const build = (depth) => (depth === 0 ? null : { next: build(depth - 1), id: [depth] })
const walk = (node) => (node === null ? [0] : [walk(node.next)[0] + node.id[0]])
class Visitor { visit(node) { return node ? this.visit(node.next).concat([]) : [] } }
const tree = build(8000)
console.log(walk(tree)[0], new Visitor().visit(tree).length, process.execArgv.length)
`,
  );
  const { stdout, code } = await memprof(['run', ...options, '--directory', directory, '--lines', program]);
  expect({ stdout, code }).toEqual({ stdout: '32004000 0 0\n', code: 0 });
});

test('the report says that threads and processes ran as they are', async () => {
  const directory = temporaryFolder();
  const program = path.join(directory, 'threads.mjs');
  writeFileSync(
    program,
    `import { Worker } from 'node:worker_threads'
new Worker('const list = [1]; console.log((() => [list]).toString())', { eval: true })
`,
  );
  const { stdout, stderr } = await memprof(['run', ...options, '--directory', directory, '--lines', program]);
  expect(stdout).toBe('() => [list]\n');
  expect((JSON.parse(stderr) as RunResult).notes.map(({ text }) => text)).toContain(
    '--lines is for the main thread: worker threads ran as they are written',
  );
});

test('what the TypeScript loader starts to compile is not the program’s', async () => {
  const directory = temporaryFolder();
  const program = path.join(directory, 'typed.cts');
  // Its text is new, or the loader would have it in its cache.
  writeFileSync(program, `const kept: string[] = ['${directory}'];\nconsole.log(kept.length);\n`);

  const { notes } = await run('--lines', program);

  expect(notes).toEqual([]);
});

test('lines are known of a CommonJS program of which V8 has collected the code', async () => {
  const program = path.join(temporaryFolder(), 'ended.cjs');
  writeFileSync(
    program,
    `globalThis.kept = []
function load() {
  const rows = []
  for (let i = 0; i < 5000; i++) {
    rows.push(
      { i, name: 'row ' + i },
    )
  }
  return rows
}
kept.push(load())
`,
  );
  const { comparisons } = await run('--lines', program);
  const { lineno } = comparisons[0]!;

  const places = lineno.map(({ line, column, functionName }) => [line, column, functionName]);
  expect(places).toContainEqual([6, 7, 'load']);
});

test('rows of TypeScript that awaits name lines and columns, and show the lines', async () => {
  const program = path.join(temporaryFolder(), 'awaits.mts');
  const source = `const numbers = async (n: number): Promise<number[]> => Array.from({ length: 8 }, (_, i) => n + i);
const kept: unknown[] = ((globalThis as { kept?: unknown[] }).kept = []);
async function turn(n: number) {
  kept.push(...(await numbers(n)).map((x) => ({ x, n })));
  kept?.push({ [\`key\${n % 7}\`]: await numbers(n) });
  kept.push(
    [...(await numbers(n)), n],
  );
}
for (let n = 0; n < 1500; n++) await turn(n);
`;
  writeFileSync(program, source);
  const { comparisons } = await run('--lines', program);
  const { lineno } = comparisons[0]!;
  const places = lineno.map(({ line, column, sourceLine }) => [line, column, sourceLine]);
  const lines = source.split('\n').map((line) => line.trim());

  const at = (line: number, text: string) => [
    line,
    source.split('\n')[line - 1]!.indexOf(text) + 1,
    lines[line - 1],
  ];
  expect(places).toContainEqual(at(1, 'async (n'));
  expect(places).toContainEqual(at(4, 'push'));
  // The map of the compiled code has no place for the parenthesis.
  expect(places).toContainEqual(at(4, 'x) =>'));
  expect(places).toContainEqual(at(5, '{ ['));
  expect(places).toContainEqual(at(7, '[...'));
});
