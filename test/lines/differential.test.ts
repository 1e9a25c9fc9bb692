import * as fc from 'fast-check';
import { compileFunction, createContext, runInContext } from 'node:vm';
import { expect, test } from 'vitest';
import { rewrite } from '../../src/lines/rewrite.ts';
import { programs } from './programs.ts';
import { show } from './show.ts';

// The text of a function is one thing that rewriting does change.
const realm = createContext();
runInContext('Function.prototype.toString = function () { return `function ${this.name}` }', realm);

/** Runs a program's text as a function body; what it did and how it ended, or undefined if it is no program. */
async function run(code: string): Promise<string[] | undefined> {
  const seen: string[] = [];
  let program;
  try {
    program = compileFunction(code, ['seen', 'show'], { parsingContext: realm }) as (
      ...args: unknown[]
    ) => Promise<void>;
  } catch {
    return undefined;
  }
  try {
    await program.call({}, seen, show);
  } catch (error) {
    seen.push(`ended by ${show(error)}`);
  }
  // V8 prints it, too.
  return seen.map((text) =>
    String(text)
      .replace(/search for '[^]*' in /, "search for '…' in ")
      .replace(/: [^:]*(=>|function|class)[^]* is not a constructor/, ': a function is not a constructor'),
  );
}

// V8 describes what "is not a function" by its text in the program, or, where it does not find that (as in
// fields of classes), by its kind. It looks in vain less often in rewritten programs, and now and then more often.
const BY_KIND =
  /TypeError: (?:a function|object|function|undefined|number|string|boolean|bigint|symbol)\b.* is not (\w+( \w+)?)/;

// Of an object literal that is iterated V8 quotes whatever call is last in it; and of what a key destructures,
// nothing, or something.
const VARYING = [
  // Where the condition of what is destructured starts with `new`, too.
  /^TypeError: (?:(?:\(intermediate value\)){3}|obj\.\w+) is not a constructor$/,
  /^TypeError: .* is not iterable \(cannot read property Symbol\(Symbol\.iterator\)\)$/,
  /^TypeError: Cannot (read properties of null \(reading 'x'\)|destructure property 'x' of 'null' as it is null\.)$/,
];

/** The second run's words, with V8's failures to quote the program as they were in the first. */
function withQuotesOf(original: readonly string[], rewritten: readonly string[]): string[] {
  return rewritten.map((text, i) => {
    const first = original[i] ?? '';
    const reason = (BY_KIND.exec(first) ?? BY_KIND.exec(text))?.[1];
    const isAlike = reason !== undefined && [first, text].every((each) => each.includes(`is not ${reason}`));
    const isVarying = VARYING.some((form) => form.test(first) && form.test(text));
    return isAlike || isVarying ? first : text;
  });
}

const RUNS = Number(process.env['MEMPROF_LINES_RUNS'] ?? 1000);

test('a rewritten program does and says the same', { timeout: 240_000 }, async () => {
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(programs, async (program) => {
      const original = await run(program);
      fc.pre(original !== undefined);
      compared++;
      const { code } = rewrite(program, { filename: 'program.js', format: 'commonjs' });
      const rewritten = await run(code);
      expect(withQuotesOf(original!, rewritten ?? ['no program']), code).toEqual(original);
    }),
    {
      numRuns: RUNS,
      ...(process.env['MEMPROF_LINES_SEED']
        ? { seed: Number(process.env['MEMPROF_LINES_SEED']) }
        : { seed: 1 }),
    },
  );
  expect(compared).toBeGreaterThanOrEqual(RUNS);
});

// What a program can see of its iterators, getters, keys and proxies, each step of which is logged.
const WATCHED = `
const log = (what, value) => { seen.push(what); return value };
const own = Array.prototype[Symbol.iterator];
// A file that names it keeps some of its expressions.
const Watcher = globalThis['Pro' + 'xy'];
const watched = (name, target) => new Watcher(target, {
  get(t, key, receiver) { log(name + ' get ' + String(key)); return t[key] },
  has(t, key) { log(name + ' has ' + String(key)); return key in t },
  ownKeys(t) { log(name + ' keys'); return Object.getOwnPropertyNames(t) },
  apply(t, self, list) { log(name + ' apply ' + list.length); return t(...list) },
  construct(t, list, made) { log(name + ' construct ' + (made === F)); return new t(...list) },
});
const iterable = (name) => ({ get [Symbol.iterator]() {
  log(name + ' iterator');
  return () => { let i = 0; return { get next() { log(name + ' next'); return () => ({ get done() { log(name + ' done'); return i === 2 }, get value() { log(name + ' value'); return name + i++ } }) } } } } });
const key = (name) => ({ [Symbol.toPrimitive](hint) { return log(name + ' to ' + hint, name) } });
const F = watched('F', function Made(...list) { this && (this.list = list); return new.target ? this : list });
const o = watched('o', { f: watched('f', (...list) => list), key: { none: null }, F, self: null });
o.self = o;
const later = async (name, value = name) => { log('await ' + name); await null; return value };
return (async () => {
  Array.prototype[Symbol.iterator] = function () { log('array iterator'); return own.call(this) };
  const results = [];
  const tries = [
    async () => { return [...iterable('a'), await later('b'), ...iterable('c'), [1], ...[2, 3]] },
    async () => { return [await later('a'), ...iterable('b'), ...await later('c', iterable('d'))] },
    async () => { return o.f(...iterable('a'), await later('b'), ...iterable('c')) },
    async () => { return o.f(await later('a'), ...iterable('b')) },
    async () => { return o.f(...await later('a', [1, 2])) },
    async () => { return F(...iterable('a'), await later('b')) },
    async () => { return new F(...iterable('a'), await later('b')) },
    async () => { return new F(await later('a'), ...iterable('b')) },
    async () => { return new o.F(await later('a')) },
    async () => { return new o.self.F(...iterable('a'), await later('b')) },
    async () => { return o?.self.f(await later('a')) },
    async () => { return o.self?.f?.(...iterable('a'), await later('b')).length },
    async () => { return o.key?.none?.(await later('never')) },
    async () => { return o.none?.f(await later('never')).x.y },
    async () => { return F?.(await later('a')) },
    async () => { return o['f'](await later('a')) },
    async () => { return o[key('f')](log('argument'), await later('a')) },
    async () => { return F(1).concat(await later('a')) },
    async () => { return o.f(2)[key('length')](await later('a')) },
    async () => { return ({ [key('a')]: await later('b'), [key('c')]: log('value'), [7]: key('d'), [await later('e')]: 1 }) },
    async () => { return ({ ...o.key, [Symbol.for('s')]: await later('a'), ...watched('rest', { x: 1 }) }) },
    async () => { return ({ [{}]: await later('a'), [null]: 1, [{ [Symbol.toPrimitive]: () => Symbol.iterator }]: 2 }) },
  ];
  for (let i = 0; i < tries.length; i++) {
    log('-- ' + i);
    try { results.push(await tries[i]()) } catch (error) { log(error.name + ': ' + error.message) }
  }
  Array.prototype[Symbol.iterator] = own;
  log(show(results, 5));
})();
`;

test('iterators, getters, keys and proxies see each step once, in its order', async () => {
  const original = await run(WATCHED);
  const { code } = rewrite(WATCHED, { filename: 'program.js', format: 'commonjs' });
  expect(code.match(/\$mw\d+b?\(/g)!.length).toBeGreaterThan(40);
  expect(original!.length).toBeGreaterThan(150);
  expect(await run(code)).toEqual(original);
});
