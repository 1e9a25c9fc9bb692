import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { transform } from 'esbuild';
import { expect, test } from 'vitest';
import type { RunResult } from '../../src/analysis/results.ts';
import { memprof, temporaryFolder } from '../helpers/run-memprof.ts';

/** Each function keeps 200 KiB and more. */
const PROGRAM = `
const kept: unknown[] = [];
const fill = '.fill(1)'.length;
const arrow = (n: number) => new Array(n).fill(fill);
const expression: (n: number) => unknown = function (n) { return new Array(n).fill(fill); };
const all = {
  property: async (n: number) => new Array(n).fill(fill),
  method(n: number) { return new Array(n).fill(fill); },
};
class Store {
  field = (n: number) => new Array(n).fill(fill);
}
globalThis.memprof?.mark('empty');
kept.push(arrow(26_000), expression(26_000), all.property(26_000), all.method(26_000), new Store().field(26_000));
kept.push([26_000].map((n) => new Array(n).fill(fill)));
kept.push(new Array(26_000).fill(fill));
globalThis.memprof?.mark('full');
declare global { var memprof: { mark(name: string): void } | undefined }
export {};
`;

/** At the default interval one array of 200 KiB in 600 is missed, and the test with it. */
const SURELY = ['--snapshots', 'none', '--sampling-interval', '4096'];

async function functionsOf(options: readonly string[]): Promise<Set<string>> {
  const folder = temporaryFolder();
  const [program, output] = [path.join(folder, 'program.mts'), path.join(folder, 'report.json')];
  writeFileSync(program, PROGRAM);
  const common = [...SURELY, '--directory', folder, '--format', 'json', '--output', output];
  const ended = await memprof(['run', ...common, ...options, program], { cwd: folder });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { comparisons } = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  const { lineno } = comparisons.find(({ from, to }) => from === 'empty' && to === 'full')!;
  const grown = lineno.filter(({ sizeDiffBytes }) => sizeDiffBytes > 200_000);
  return new Set(grown.map(({ line, functionName }) => `${line} ${functionName}`));
}

test('functions have the names of the TypeScript, however they were written', async () => {
  expect(await functionsOf([])).toEqual(
    new Set([
      '4 arrow',
      '5 expression',
      '7 property',
      '8 method',
      '11 field',
      '15 (anonymous)',
      '1 (top level)',
    ]),
  );
});

test('under --lines, too, where top-level code has lines of its own', async () => {
  expect(await functionsOf(['--lines'])).toEqual(
    new Set([
      '4 arrow',
      '5 expression',
      '7 property',
      '8 method',
      '11 field',
      '15 (anonymous)',
      '16 (top level)',
    ]),
  );
});

test('where a source map cannot be used, the report says why rows are of the compiled code', async () => {
  const folder = temporaryFolder();
  const program = path.join(folder, 'compiled.cjs');
  writeFileSync(program, "globalThis.kept = 'x'.repeat(9).split('');\n//# sourceMappingURL=gone.js.map\n");
  const options = ['--snapshots', 'none', '--sampling-interval', '8', '--directory', folder];
  const { stderr } = await memprof(['run', ...options, program], { cwd: folder });

  expect(stderr).toContain(
    '· compiled.cjs: its source map is not there, so its rows are lines of the compiled code',
  );
});

test('code that is evaluated goes by the name it gives itself, as modules of webpack do', async () => {
  const folder = temporaryFolder();
  const [program, output] = [path.join(folder, 'bundle.cjs'), path.join(folder, 'report.json')];
  const module =
    '(function make(n) { return new Array(n).fill(1); })\n//# sourceURL=webpack-internal:///./src/make.js';
  writeFileSync(
    program,
    `globalThis.make = eval(${JSON.stringify(module)}); globalThis.kept = make(26_000);`,
  );
  const options = [...SURELY, '--directory', folder, '--format', 'json', '--output', output];
  await memprof(['run', ...options, program], { cwd: folder });

  const { comparisons } = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  expect(comparisons[0]!.lineno[0]).toMatchObject({ file: 'src/make.js', line: 1, functionName: 'make' });
});

test('top-level code of TypeScript that becomes CommonJS is called so, once', async () => {
  const folder = temporaryFolder();
  const [program, output] = [path.join(folder, 'script.ts'), path.join(folder, 'report.json')];
  writeFileSync(
    program,
    'const kept: number[] = [];\n(globalThis as any).kept = [kept, new Array(26_000).fill(1)];\n',
  );
  const options = [...SURELY, '--directory', folder, '--format', 'json', '--output', output];
  await memprof(['run', '--by', 'traceback', ...options, program], { cwd: folder });

  const { comparisons } = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  const [row] = comparisons[0]!.traceback;
  expect(row!.stack!.map(({ file, line, functionName }) => `${file}:${line} ${functionName}`)).toEqual([
    'script.ts:1 (top level)',
  ]);
});

/** The functions of the lines that grew most. */
async function grownIn(folder: string, program: string): Promise<readonly string[]> {
  const output = path.join(folder, 'report.json');
  const options = [...SURELY, '--format', 'json', '--output', output];
  const ended = await memprof(['run', ...options, program], { cwd: folder });
  expect(ended).toMatchObject({ code: 0, stderr: '' });
  const { comparisons } = JSON.parse(readFileSync(output, 'utf8')) as RunResult;
  const { lineno } = comparisons.find(({ from, to }) => from === 'empty' && to === 'full')!;
  return lineno
    .filter(({ sizeDiffBytes }) => sizeDiffBytes > 200_000)
    .map(({ file, line, functionName }) => `${file}:${line} ${functionName}`);
}

test('what a compiler adds to a function is on the line of the function', async () => {
  const folder = temporaryFolder();
  // esbuild gives each such function its name when it is made: a property of its own, 200 bytes and more.
  writeFileSync(
    path.join(folder, 'program.mts'),
    `const kept: unknown[] = [];
function listen(n: number): void {
  kept.push(function onMessage() { return n; });
}
globalThis.memprof?.mark('empty');
for (let n = 0; n < 5000; n++) listen(n);
globalThis.memprof?.mark('full');
declare global { var memprof: { mark(name: string): void } | undefined }
export {};
`,
  );
  expect(await grownIn(folder, 'program.mts')).toEqual(['program.mts:2 listen']);
});

test('classes of a minified bundle have the names of their source', async () => {
  const folder = temporaryFolder();
  const source = `class Widget {
  parts = new Array(2000).fill(1);
  readonly more: unknown;
  constructor(count: number) {
    this.more = new Array(count).fill(1);
  }
}
const kept: unknown[] = [];
(globalThis as any).memprof?.mark('empty');
for (let n = 0; n < 50; n++) kept.push(new Widget(2000));
(globalThis as any).memprof?.mark('full');
`;
  const { code } = await transform(source, {
    loader: 'ts',
    minify: true,
    sourcefile: 'widget.ts',
    sourcemap: 'inline',
    format: 'cjs',
    tsconfigRaw: { compilerOptions: { useDefineForClassFields: true } },
  });
  writeFileSync(path.join(folder, 'bundle.cjs'), code);
  const grown = await grownIn(folder, 'bundle.cjs');
  // From Node 22 on V8 itself calls what sets the fields by the class, and tells the line they begin at.
  const [fields, constructor] = [...grown].toSorted();
  expect(fields).toMatch(/^widget\.ts:(1 \(fields of Widget\)|[12] Widget)$/);
  expect(constructor).toBe('widget.ts:4 Widget');
});

test('code that is made from a string is of the line, and of the package, that makes it', async () => {
  const folder = temporaryFolder();
  const installed = path.join(folder, 'node_modules/templates');
  mkdirSync(installed, { recursive: true });
  writeFileSync(path.join(installed, 'package.json'), '{ "name": "templates", "version": "1.0.0" }');
  writeFileSync(
    path.join(installed, 'index.js'),
    `exports.compile = (size) =>
  new Function('return function render() { return new Array(' + size + ').fill(1); }')();
`,
  );
  writeFileSync(
    path.join(folder, 'program.cts'),
    `import templates = require('templates');
const kept: unknown[] = [];
type Make = () => unknown;

const render: Make = templates.compile(30_000);
// Code that is made by code that was made.
const nested: Make = new Function('return new Function("return new Array(30_000).fill(1)")')();
const all = [render, nested];
globalThis.memprof?.mark('empty');
for (const make of all) kept.push(make());
globalThis.memprof?.mark('full');
`,
  );
  const grown = await grownIn(folder, 'program.cts');
  expect(grown.toSorted()).toEqual([
    'node_modules/templates/index.js:2 render (evaluated)',
    'program.cts:7 (evaluated code)',
  ]);
});
