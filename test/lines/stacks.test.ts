import { afterEach, expect, test } from 'vitest';
import { Target } from './target.ts';

let target: Target;
afterEach(() => target.remove());

const PROGRAM = `const { EventEmitter } = require('node:events')
class Job {
  constructor(id) { this.id = id; this.list = [id].map((x) => check({ x })) }
  get first() { return check([this.id])[0] }
  static make(...ids) { return ids.map((id) => new Job(id)) }
}
function check(value) {
	if (value.x === 0) throw new RangeError('zero: ' + JSON.stringify(value))
  return value
}
function takeApart() { const { q } = check(null) }
const deep = (n) => (n === 0 ? [Job.make(1, 0)] : [deep(n - 1)])
async function later() { await null; return [await Promise.all([1].map(async () => deep(1)))] }
const how = process.argv[2]
const tell = (error) => console.log(error.stack)
if (how === 'stack') try { Job.make(0) } catch (error) { tell(error) }
if (how === 'limit') { Error.stackTraceLimit = 100; try { deep(12) } catch (error) { tell(error) } }
if (how === 'read') {
  console.log(Error.stackTraceLimit, 'x' + Error.stackTraceLimit++, __filename + ':1:1')
  const { stackTraceLimit: old, stackTraceLimit } = Error
  console.log(old, stackTraceLimit)
  for (const limit of [3, 0, 30, old]) { Error.stackTraceLimit = limit; try { deep(40) } catch (error) { tell(error) } }
}
if (how === 'deep') try { deep(12) } catch (error) { tell(error) }
if (how === 'async') later().catch(tell)
if (how === 'capture') { const o = {}; (function skipped() { Error.captureStackTrace(o, skipped) })([1]); tell(o) }
if (how === 'sites') {
  const own = (error, sites) => sites.slice(0, 4).map((site) => [String(site), site.getFunctionName(), site.getLineNumber(),
    site.getColumnNumber(), site.getTypeName(), site.isConstructor(), site.isToplevel(), site.constructor.name])
  Error.prepareStackTrace = own
  console.log(Error.prepareStackTrace === own)
  try { deep(2) } catch (error) { console.log(error.stack) }
  Error.prepareStackTrace = undefined
  try { deep(2) } catch (error) { tell(error) }
}
if (how === 'message') for (const f of [() => null.x([1]), () => [1].map(2), () => how.no([1]), takeApart, () => [...check(5)]]) {
  try { f() } catch (error) { tell(error) }
}
if (how === 'names') {
  const o = { a: {} }
  function Old() {}
  exports.f = function () { throw new Error('of exports') }
  o.a.b = () => { throw new Error('of a member') }
  Old.prototype.m = function () { throw new Error('of a prototype') }
  o.Late = class { constructor() { throw new Error('of a class') } }
  const chosen = o.none || function () { throw new Error('of a choice') }
  for (const f of [exports.f, () => exports.f(), o.a.b, () => new Old().m(), () => new o.Late(), chosen]) try { f() } catch (error) { tell(error) }
}
const fail = () => { throw new Error('failed') }
const failing = { fail, deep: { fail }, no: 1, get late() { throw new Error('got') }, toString: fail }
if (how === 'awaiting') setTimeout(async function awaiting() {
  for (const f of Object.values({
    f1: async () => fail([1], await 1), f2: async () => failing.fail(await 1), f3: async () => failing.deep.fail([await 1]),
    f4: async () => failing.no(await 1), f5: async () => failing.deep.no.no(await 1), f6: async () => failing.deep.no(await 1),
    f7: async () => failing.late(await 1), f8: async () => missing(await 1), f9: async () => how(await 1), f10: async () => new how(await 1),
    f11: async () => new Job(await 0), f12: async () => (await how).no([1]), f13: async () => 'a' + (await Symbol()),
    f14: async () => [\`\${failing} \${await 1}\`], f15: async () => \`\${await 1}
      \${await Symbol()}\`, f16: async () => { let s = 's'; s += await Symbol() }, f17: async () => ({ ...1, a: await 1, b: fail() }),
    g1: async () => [await 1, ...how.none], g2: async () => [...await null, 1], g3: async () => check(...[1], ...await 2),
    g4: async () => check(await 1, ...failing), g5: async () => failing.deep.fail(...[1], await 2), g6: async () => how(...[1], await 2),
    g7: async () => how(await 1, ...[2]), g8: async () => failing?.fail(await 1), g9: async () => failing?.deep.none(await 1),
    h1: async () => failing.deep?.no.none.f(await 1), h2: async () => failing.no?.(await 1), h3: async () => failing?.late(await 1),
    h4: async () => check(failing).fail(await 1), h5: async () => check(failing).none([await 1]), h6: async () => check(check)(failing.none)(await 1),
    h7: async () => failing['fail'](await 1), h8: async () => failing[how](await 1), h9: async () => new failing.deep.none(await 1),
    i1: async () => new Job(...[0], await 1), i2: async () => ({ [failing]: await 1 }), i3: async () => ({ a: await 1, [failing]: 2 }),
    i4: async () => ({ [failing.late]: await 1 }), i5: async () => check(null)?.none(await 1), i6: async () => failing.fail?.(await 1),
    i7: async () => new failing.fail(await 1), i8: async () => [failing, ...await check(failing)], i9: async () => check({ x: 0 }).none(await 1),
    k1: () => class { static #p = failing; static async f() { return this.#p.deep.none(await 1) } }.f(),
    k2: () => class { static #p = failing; static async f() { return this.#p(await 1) } }.f(),
    k3: () => ({ __proto__: failing, async f() { return super.fail(await 1) } }).f(),
    k4: () => ({ __proto__: failing, async f() { return super.none(await 1) } }).f(),
    f18: async () => fail({ // why
      a: await 1 }), f19: async () => [await later(), await Promise.reject(new Error('rejected'))],
  })) try { await f() } catch (error) { tell(error) }
})
if (how === 'throw') setTimeout(() => { Job.make(0) }, 1)
if (how === 'engine') setTimeout(() => { null.fail([1]) }, 1)
if (how === 'reject') later()
if (how === 'kept') { const kept = new Error('kept ' + [1])
  throw kept
}
if (how === 'emitted') new EventEmitter().emit('error', new Error('emitted ' + [1]))
if (how === 'trace') console.trace([1].map((x) => x))
`;

test.each([
  ['stack'],
  ['limit'],
  ['read'],
  ['deep'],
  ['async'],
  ['capture'],
  ['sites'],
  ['message'],
  ['names'],
  ['awaiting'],
  ['throw'],
  ['engine'],
  ['reject'],
  ['kept'],
  ['emitted'],
  ['trace'],
])('stack traces read as without rewriting: %s', (how) => {
  target = new Target({ 'main.cjs': PROGRAM });
  const original = target.run(['main.cjs', how]);
  expect(original.stdout + original.stderr).toMatch(/main\.cjs:\d+:\d+/);
  expect(target.runRewritten(['main.cjs', how])).toEqual(original);
});

// A package that is not rewritten.
const PACKAGE = `exports.read = () => [Error.stackTraceLimit, 'Error.stackTraceLimit'.length, \`\${Error.stackTraceLimit}\`]
exports.add = (n) => { Error.stackTraceLimit += n; return Error.stackTraceLimit }
exports.under = (limit, f) => {
  const old = Error.stackTraceLimit
  Error.stackTraceLimit = limit
  try { return f() } finally { Error.stackTraceLimit = old }
}
exports.captured = (from) => { const o = {}; Error.captureStackTrace(o, from); return o.stack }
exports.sites = () => {
  const old = Error.prepareStackTrace
  Error.prepareStackTrace = (_, sites) => sites
  const { stack } = new Error()
  Error.prepareStackTrace = old
  return stack.map((site) => [site.getFunctionName(), site.getLineNumber(), site.getColumnNumber(), site.getThis() === undefined])
}
`;
const USER = `const other = require('other')
const deep = (n, f) => (n === 0 ? f() : [deep(n - 1, f)][0])
console.log(__filename + ':1:1', other.read(), other.add(5), other.read(), other.add(-5), other.read())
for (const limit of [0, 1, 3, 10, 15, 50, Infinity]) {
  console.log(other.under(limit, () => { try { deep(40, () => { throw new Error('x') }) } catch (error) { return error.stack } }))
}
console.log(deep(20, () => other.captured()))
console.log(deep(20, function here() { return other.captured(here) }))
console.log(deep(20, () => other.sites()))
const old = Error.stackTraceLimit
for (const limit of [1, 3, 20, 100]) {
  Error.stackTraceLimit = limit
  const error = deep(14, () => new Error('x'))
  const list = deep(60, () => { return [new TypeError('x')] })
  Error.stackTraceLimit = old
  console.log(error.stack, list[0].stack)
}
`;

test('a package that is not rewritten sees the limit of stack frames, and stacks, as ever', () => {
  target = new Target({ 'main.cjs': USER, 'node_modules/other/index.js': PACKAGE });
  const original = target.run(['main.cjs']);
  expect(original.stderr).toBe('');
  expect(original.stdout).toMatch(/main\.cjs:1:1 \[ 10, 21, '10' \] 15 /);
  expect(target.runRewritten(['main.cjs'])).toEqual(original);
});

test('so does one that is an ES module', () => {
  target = new Target({
    'main.mjs': USER.replace("require('other')", "await import('other')").replace(
      '__filename',
      'import.meta.url',
    ),
    'node_modules/other/package.json': '{"type":"module","exports":"./index.js"}',
    'node_modules/other/index.js': PACKAGE.replaceAll('exports.', 'export const '),
  });
  const original = target.run(['main.mjs']);
  expect(original.stderr).toBe('');
  expect(target.runRewritten(['main.mjs'])).toEqual(original);
});

test('an uncaught error of a TypeScript program shows its own line', () => {
  target = new Target({
    'package.json': '{"type":"module"}',
    'main.ts':
      'type A = { x: number }\n\nexport const f = (a: A): A[] => { if (a.x) throw new Error(`${[a.x]}`); return [a] }\nf({ x: 1 })\n',
  });
  const original = target.run(['main.ts']);
  expect(original.stderr).toContain('main.ts:3');
  expect(target.runRewritten(['main.ts'])).toEqual(original);
});

test('positions that a stack trace needed are in no snapshot of the heap', () => {
  target = new Target({
    'main.cjs': `const { getHeapSnapshot } = require('node:v8')
const f = () => { throw new Error('x' + [1]) }
try { f() } catch (error) { error.stack.length }
setTimeout(async () => {
  const { snapshot: { meta }, nodes, strings } = JSON.parse((await getHeapSnapshot().toArray()).join(''))
  const fields = meta.node_fields.length
  const objects = meta.node_types[0].indexOf('object')
  const names = []
  for (let i = 0; i < nodes.length; i += fields) if (nodes[i] === objects) names.push(strings[nodes[i + 1]])
  console.log(names.filter((name) => name === 'FrameMaps').length, names.includes('FrameMap'))
}, 1)
`,
  });
  expect(target.runRewritten(['main.cjs']).stdout).toBe('1 false\n');
});
