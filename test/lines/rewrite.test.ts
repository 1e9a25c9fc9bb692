import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { expect, test } from 'vitest';
import { rewrite } from '../../src/lines/rewrite.ts';
import type { SourceFormat } from '../../src/lines/rewrite.ts';

const codeOf = (source: string, format: SourceFormat = 'module') =>
  rewrite(source, { filename: 'a.js', format }).code;

test.each([
  ['an object literal', 'f = { a }', 'f = (()=>({ a }))()'],
  ['a call, and its arguments', 'g([1])', '(()=>(g((()=>([1]))())))()'],
  ['local variables are passed', 'function f(a) { return [a] }', 'function f(a) { return ((a)=>([a]))(a); }'],
  [
    'a variable that a function inside assigns is captured',
    'function f(a) { g(() => { a = 1 }); return [a] }',
    'function f(a) { (()=>(g((()=>(() => { a = 1 }))())))(); return (()=>([a]))(); }',
  ],
  [
    'a variable that changes is not passed to a closure',
    'function f(a) { a++; return () => a }',
    'function f(a) { a++; return (()=>(() => a))(); }',
  ],
  [
    'appending to a variable',
    "function f(s) { s += 'x' + s }",
    "function f(s) { s=((s)=>(s += ((s)=>('x' + s))(s)))(s); }",
  ],
  ['an anonymous function keeps its name', 'const f = () => 1', 'const f = (()=>({"f":() => 1}["f"]))();'],
  ['what awaits is not wrapped, its parts are', 'x([await y([1])])', 'x([await (()=>(y((()=>([1]))())))()])'],
  ['nor what calls eval', 'x([eval(y)])', 'x([eval(y)])'],
  ['an optional chain is wrapped as a whole', 'a?.b([1]).c', '(()=>(a?.b((()=>([1]))()).c))()'],
  [
    'and left alone where it is called or deleted',
    '(a?.b)(); delete a?.b',
    '(()=>((a?.b)()))(); delete a?.b',
  ],
  ['the callee of new', 'new (f())(1)', '(()=>(new (f())(1)))()'],
  ['a statement without a semicolon', 'a = [1]\n;[b] = a', 'a = (()=>([1]))()\n;[b] = a'],
  ['a destructured call may fail with its text', 'const { a } = f()', 'const { a } = f()'],
  ['the body of an arrow on one line', 'm((x) => ({ x }))', '(()=>(m((()=>((x) => ({ x })))())))()'],
  ['numbers are added in place', 'a = b + 1', 'a = b + 1'],
])('%s', (_, source, expected) => {
  const { code } = rewrite(source, { filename: 'a.js', format: 'module' });
  const ends = code.endsWith(';') && !expected.endsWith(';') ? `${expected};` : expected;
  expect(code.replaceAll(/;\n/g, '\n')).toBe(ends.replaceAll(/;\n/g, '\n'));
});

test('what Node looks for in CommonJS sources stays in its shape', () => {
  const source =
    "module.exports = { a, b }; exports.c = require('d'); Object.defineProperty(exports, 'e', { get: function () { return f.g; } });";
  expect(codeOf(source, 'commonjs')).toBe(source);
});

test('every line keeps its number, whatever ends it', () => {
  const source = 'a = [1]\r\nb = [2]\u2028c = [3]\rd = [4]\n';
  expect(codeOf(source).split(/\r\n|[\n\r\u2028]/).length).toBe(5);
});

test('a source that is not JavaScript is refused', () => {
  expect(() => codeOf('let x = [1')).toThrow(SyntaxError);
});

test('the map leads each site to its expression, and through the map of the source to its original', () => {
  const source = 'const a = [1],\n  b = {};';
  const { code, map, sites } = rewrite(source, { filename: 'a.js', format: 'module' });
  const places = (used: unknown) =>
    [0, 2].map((i) => {
      const {
        source: file,
        line,
        column,
      } = originalPositionFor(new TraceMap(used as never), {
        line: sites[i],
        column: sites[i + 1] - 1,
      });
      return [file, line, column];
    });
  expect(code.split('\n').map((line, i) => line.slice(sites[i * 2 + 1] - 1, sites[i * 2 + 1] + 3))).toEqual([
    '()=>',
    '()=>',
  ]);
  expect(places(map)).toEqual([
    ['a.js', 1, 10],
    ['a.js', 2, 6],
  ]);
  // One mapping for each place, all from lines 11 and 12 of the original: AAUA is (0, 0, +10, 0).
  const inputSourceMap = {
    version: 3 as const,
    sources: ['a.ts'],
    names: [],
    mappings: 'AAUA,UAAU;AACV,MAAM',
  };
  const composed = rewrite(source, { filename: 'a.js', format: 'module', inputSourceMap });
  expect(places(composed.map)).toEqual([
    ['a.ts', 11, 10],
    ['a.ts', 12, 6],
  ]);
  expect(composed.code).toBe(code);
});
