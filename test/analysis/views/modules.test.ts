import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { viewModules, type ModuleRow, type ModulesView } from '../../../src/analysis/views/modules.ts';
import { start } from '../../helpers/run-memprof.ts';
import { openHeap } from './known-heap.ts';

/** What code, modules and empty containers may add to the bytes that were planted. */
const OVERHEAD = 32 * 1024;
const SNAPSHOT = `globalThis.gc(); require('node:v8').writeHeapSnapshot(process.argv[2]);`;
const KEEPER = 'let kept; exports.keep = (x) => { kept = x; }; exports.get = () => kept;';

/** Packages that keep what is planted, each in another way. */
const FILES: Readonly<Record<string, string>> = {
  'node_modules/variable/index.js': `
    const store = [];
    exports.fill = (bytes) => { for (let i = 0; i < 10; i++) store.push(Buffer.alloc(bytes / 10)); };`,
  'node_modules/esm/package.json': '{"type":"module","exports":"./index.js"}',
  'node_modules/esm/index.js': `
    const store = new Map();
    export function fill(bytes) { for (let i = 0; i < 10; i++) store.set(i, Buffer.alloc(bytes / 10)); }`,
  'node_modules/@scope/exported/index.js': 'exports.data = Buffer.alloc(1_200_000);',
  'node_modules/outer/index.js': `exports.go = () => require('inner').keep(Buffer.alloc(1_300_000));`,
  'node_modules/outer/node_modules/inner/index.js': KEEPER,
  'node_modules/left/index.js': KEEPER,
  'node_modules/right/index.js': KEEPER,
  'node_modules/classy/index.js': `
    exports.Thing = class Thing { constructor(bytes) { this.data = Buffer.alloc(bytes); } size() { return this.data.length; } };`,
  'node_modules/holder/index.js': `
    const { Thing } = require('classy');
    const held = [];
    exports.hold = (bytes) => held.push(new Thing(bytes));
    exports.closure = (bytes) => { const big = Buffer.alloc(bytes); return () => big; };`,
  'main.cjs': `
    require('variable').fill(1_000_000);
    require('@scope/exported');
    require('outer').go();
    const shared = { data: Buffer.alloc(1_400_000) };
    require('left').keep(shared);
    require('right').keep(shared);
    globalThis.things = [new (require('classy').Thing)(150_000)];
    require('holder').hold(1_600_000);
    globalThis.made = require('holder').closure(1_700_000);
    const own = Buffer.alloc(1_800_000);
    globalThis.own = () => own;
    import('esm').then(({ fill }) => { fill(1_100_000); ${SNAPSHOT} });`,
  'node_modules/bundled/index.js': `
    const store = [];
    class Entry { constructor(bytes) { this.data = Buffer.alloc(bytes); } size() { return this.data.length; } }
    exports.fill = (bytes) => { for (let i = 0; i < 10; i++) store.push(new Entry(bytes / 10)); };
    exports.Entry = Entry;`,
  'node_modules/hoisted/package.json': '{"type":"module","exports":"./index.js"}',
  'node_modules/hoisted/index.js': `
    const cache = new Map();
    export function remember(bytes) { cache.set(cache.size, Buffer.alloc(bytes)); }`,
  'app.ts': `
    import { fill, Entry } from 'bundled';
    import { remember } from 'hoisted';
    const mine = Buffer.alloc(2_100_000);
    fill(1_900_000);
    remember(2_000_000);
    Object.assign(globalThis, { entry: new Entry(2_200_000), own: () => mine });
    ${SNAPSHOT}`,
};

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'memprof-modules-'));
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(path.dirname(path.join(directory, name)), { recursive: true });
    writeFileSync(path.join(directory, name), text);
  }
});
afterAll(() => rmSync(directory, { recursive: true }));

async function modulesOf(program: string): Promise<ModulesView> {
  const file = path.join(directory, 'a.heapsnapshot');
  const { code, stderr } = await start(['--expose-gc', path.join(directory, program), file]);
  if (code !== 0) throw new Error(`the program failed: ${stderr}`);
  return viewModules(await openHeap(file, directory), { limit: 100 });
}

function row(view: ModulesView, name: string | null): ModuleRow {
  return view.rows.find(({ packageName, isNode }) => packageName === name && !isNode)!;
}

describe('of packages that keep known amounts', () => {
  let view: ModulesView;
  beforeAll(async () => void (view = await modulesOf('main.cjs')));

  test.each([
    ['in a variable of a CommonJS module', 'variable', 1_000_000],
    ['in a variable of an ES module', 'esm', 1_100_000],
    ['in what it exports, with a scope in its name', '@scope/exported', 1_200_000],
    ['for the package it is installed in', 'inner', 1_300_000],
    ['in objects of its class, which others hold', 'classy', 150_000 + 1_600_000],
    ['in another package’s objects, and in a function it has made', 'holder', 1_600_000 + 1_700_000],
    ['as the program itself', null, 1_800_000 + 150_000],
    ['nothing, but has another keep it', 'outer', 0],
    ['only together with another', 'left', 0],
    ['only together with another', 'right', 0],
  ])('one that keeps things %s: %s has %i bytes', (_, name, bytes) => {
    // The program holds one Thing from a global, which is nobody's: its bytes are those of the class alone.
    const expected = name === null ? 1_800_000 : bytes;
    expect(row(view, name).retainedSize).toBeGreaterThanOrEqual(expected);
    expect(row(view, name).retainedSize).toBeLessThan(expected + OVERHEAD);
  });

  test('what two keep together is in neither, and said', () => {
    expect(view.unownedSize).toBeGreaterThan(1_400_000);
    expect(view.isBundled).toBe(false);
  });

  test('Node, which keeps all modules, does not have what these keep', () => {
    const node = view.rows.find(({ isNode }) => isNode)!;
    expect(node.retainedSize).toBeLessThan(view.totalSize - 8_000_000);
  });

  test('instances and files are counted', () => {
    expect(row(view, 'classy')).toMatchObject({ instanceCount: 2, scriptCount: 1, functionCount: 2 });
    expect(row(view, null)).toMatchObject({ scriptCount: 1 });
  });
});

test.each(['cjs', 'esm'] as const)(
  'packages in a bundle are told apart by its source map: %s',
  async (format) => {
    const outfile = path.join(directory, `bundle.${format === 'cjs' ? 'cjs' : 'mjs'}`);
    const banner = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;
    buildSync({
      entryPoints: [path.join(directory, 'app.ts')],
      ...{ outfile, format, bundle: true, platform: 'node', sourcemap: true, logLevel: 'error' },
      ...(format === 'esm' && { banner: { js: banner } }),
    });
    const view = await modulesOf(path.basename(outfile));

    // A class in a scope of its own, and its objects.
    expect(row(view, 'bundled').retainedSize).toBeGreaterThanOrEqual(1_900_000 + 2_200_000);
    expect(row(view, 'bundled').retainedSize).toBeLessThan(1_900_000 + 2_200_000 + OVERHEAD);
    expect(row(view, 'bundled')).toMatchObject({ instanceCount: 11, scriptCount: 1 });
    // A variable that the bundler has put in the scope of all.
    expect(row(view, 'hoisted').retainedSize).toBeLessThan(OVERHEAD);
    expect(row(view, null).retainedSize).toBeGreaterThanOrEqual(2_100_000 + 2_000_000);
    expect(row(view, null).retainedSize).toBeLessThan(2_100_000 + 2_000_000 + OVERHEAD);
    expect(view.isBundled).toBe(true);
  },
);
