import { afterEach, expect, test } from 'vitest';
import { readJournal } from '../../src/lines/journal.ts';
import { Target } from './target.ts';

let target: Target;
afterEach(() => target.remove());

/** The files a run journalled, by name, with what became of them. */
function journalled(): Record<string, string> {
  return Object.fromEntries(
    readJournal(target.config.journalFile).flatMap((entry) =>
      'url' in entry
        ? [[entry.url.slice(entry.url.lastIndexOf('/') + 1), 'key' in entry ? 'rewritten' : entry.untouched]]
        : [],
    ),
  );
}

function expectSame(args: readonly string[]): void {
  const original = target.run(args);
  expect(target.runRewritten(args)).toEqual(original);
  // From the cache.
  expect(target.runRewritten(args)).toEqual(original);
}

const HELPER_CJS = `#!/usr/bin/env node
'use strict'
const order = []
process.nextTick(() => order.push('tick'))
Promise.resolve().then(() => order.push('micro'))
exports.order = order
exports.pair = (a, b) => ({ a, b })
exports.self = this === exports && require.main !== undefined
Object.defineProperty(exports, 'lazy', { enumerable: true, get: function () { return exports.order } })
`;

test('ES modules: import, live bindings, top-level await, import.meta', () => {
  target = new Target({
    'main.mjs': `import { count, bump } from './live.mjs'
import helper, { pair, lazy } from './helper.cjs'
import * as ns from './live.mjs'
console.log(count, bump(), count, Object.keys(ns), pair(1, [2]), lazy, helper.self)
const { default: anonymous } = await import('./anonymous.mjs')
console.log(anonymous.name, import.meta.url.endsWith('main.mjs'), typeof require, this)
console.log(await Promise.all([1, 2].map(async (x) => [await x])), process.env.MEMPROF_LINES)
`,
    'live.mjs': 'export let count = 0\nexport const bump = () => [++count]\n',
    'anonymous.mjs': 'export default () => {}\n',
    'helper.cjs': HELPER_CJS,
  });
  expectSame(['main.mjs']);
  expect(journalled()).toEqual({
    'main.mjs': 'rewritten',
    'live.mjs': 'rewritten',
    'anonymous.mjs': 'rewritten',
    'helper.cjs': 'rewritten',
  });
});

test('CommonJS: the order of ticks, module.exports by name, require of an ES module', () => {
  target = new Target({
    'main.cjs': `const { order, pair } = require('./helper.cjs')
console.log(pair([1], {}), module.children.length, __filename.length > 0, arguments.length)
console.log(require('./esm.mjs').list)
setTimeout(() => console.log(order), 1)
`,
    'esm.mjs': 'export const list = [1].map((x) => ({ x }))\n',
    'helper.cjs': HELPER_CJS,
  });
  expectSame(['main.cjs']);
  expect(Object.values(journalled())).toEqual(['rewritten', 'rewritten', 'rewritten']);
});

test.each(['module', 'commonjs'])('TypeScript and JSX by tsx, as %s', (type) => {
  target = new Target({
    'package.json': JSON.stringify({ type }),
    'main.ts': `import { Store, type Item } from './store.js'
import { view } from './view.js'
enum Color { Red, Green }
const item: Item = { id: 1, tags: ['a'] }
console.log(new Store<Item>([item]).all().map((x) => x.tags), Color[1], view)
function fail(x: unknown): never { throw new TypeError(\`no \${[x]}\`) }
try { fail(item) } catch (error) { console.log((error as Error).stack) }
setTimeout(() => fail(2), 1)
`,
    'store.ts': `export interface Item { id: number; tags: string[] }
export class Store<T> {
  constructor(private readonly items: T[]) {}
  all = (): T[] => [...this.items]
}
`,
    'view.tsx': `const h = (tag: string, props: object | null, ...kids: unknown[]) => ({ tag, props, kids })
/** @jsx h */
export const view = <p id="x">{[1]}</p>
`,
  });
  expectSame(['main.ts']);
  expect(journalled()).toMatchObject({
    'main.ts': 'rewritten',
    'store.ts': 'rewritten',
    'view.tsx': 'rewritten',
  });
});

test('packages are rewritten only when asked for', () => {
  const files = {
    'main.mjs': "import { a } from 'pkg-a'\nimport { b } from '@scope/b'\nconsole.log(a, b)\n",
    'node_modules/pkg-a/package.json': '{"type":"module","exports":"./a.js"}',
    'node_modules/pkg-a/a.js': 'export const a = [1]\n',
    'node_modules/@scope/b/package.json': '{"main":"./b.js"}',
    'node_modules/@scope/b/b.js': 'exports.b = { x: [2] }\n',
  };
  target = new Target(files);
  target.runRewritten(['main.mjs']);
  expect(journalled()).toEqual({ 'main.mjs': 'rewritten' });
  target.remove();
  target = new Target(files);
  target.runRewritten(['main.mjs'], ['@scope/b']);
  expect(journalled()).toEqual({ 'main.mjs': 'rewritten', 'b.js': 'rewritten' });
  target.remove();
  target = new Target(files);
  target.runRewritten(['main.mjs'], 'all');
  expect(journalled()).toEqual({ 'main.mjs': 'rewritten', 'a.js': 'rewritten', 'b.js': 'rewritten' });
});

test('what cannot be parsed is loaded untouched, and named with the reason', () => {
  target = new Target({
    'main.cjs': "console.log('before')\nrequire('./broken.cjs')\n",
    'broken.cjs': 'let x = [1\n',
  });
  expectSame(['main.cjs']);
  expect(journalled()['broken.cjs']).toMatch(/Unexpected token/);
});

test('without the variable nothing happens; children and threads do not inherit it', () => {
  target = new Target({
    'main.mjs': `import { spawn, spawnSync } from 'node:child_process'
import { Worker } from 'node:worker_threads'
const code = 'console.log(process.env.MEMPROF_LINES, (() => [1]).toString())'
console.log(spawnSync(process.execPath, ['-e', code], { encoding: 'utf8' }).stdout)
spawn(process.execPath, ['-e', ''])
new Worker(new URL('./worker.mjs', import.meta.url))
`,
    'worker.mjs': 'console.log(process.env.MEMPROF_LINES, (() => { return [1] }).toString())\n',
  });
  expectSame(['main.mjs']);
  const started = readJournal(target.config.journalFile).filter((entry) => 'started' in entry);
  expect(new Set(started.map((entry) => entry.started))).toEqual(new Set(['child process', 'worker thread']));
});
