import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { expect, test } from 'vitest';
import { rewrite } from '../../src/lines/rewrite.ts';
import type { SourceFormat } from '../../src/lines/rewrite.ts';

const codeOf = (source: string, format: SourceFormat = 'module') =>
  rewrite(source, { filename: 'a.js', format }).code;

test.each([
  ['an object literal', 'f = { a }', 'f = $m1()', 'function $m1(){return ({ a })}'],
  [
    'a call, and its arguments',
    'g([1])',
    '$m1()',
    'function $m2(){return ([1])}',
    'function $m1(){return (g($m2()))}',
  ],
  [
    'local variables are passed',
    'function f(a) { return [a] }',
    'function f(a) { return $m1(a); }',
    'function $m1(a){return ([a])}',
  ],
  [
    '`this` is, too',
    'function f() { return [this] }',
    'function f() { return $m1.call(this); }',
    'function $m1(){return ([this])}',
  ],
  [
    'not before a derived class has it',
    'class A extends B { constructor() { super([() => this]) } }',
    'class A extends B { constructor() { (()=>(super((()=>([(()=>(() => this))()]))())))(); } }',
  ],
  [
    'nor super',
    'o = { f() { g(super.x) } }',
    'o = $m1()',
    'function $m1(){return ({ f() { (()=>(g(super.x)))(); } })}',
  ],
  [
    'private names, arguments and new.target stay',
    'class A { #x; f() { [this.#x]; g(arguments); [new.target] } }',
    'class A { #x; f() { (()=>([this.#x]))(); (()=>(g(arguments)))(); (()=>([new.target]))(); } }',
  ],
  [
    'several lines become one',
    'x = [\n1,\n2]; y = 3',
    'x = $m1(\n\n); y = 3',
    'function $m1(){return ([ 1, 2])}',
  ],
  ['unless they hold a string over lines', 'x = [`\n`]', 'x = (()=>([`\n`]))()'],
  ['or a comment to the end of the line', 'x = [ // x\n1]', 'x = (()=>([ // x\n1]))()'],
  ['a name that is taken', '$m1 = [1]', '$m1 = $m_1()', 'function $m_1(){return ([1])}'],
  [
    'a word before it',
    'function f() { return[1] }',
    'function f() { return $m1(); }',
    'function $m1(){return ([1])}',
  ],
  [
    'a variable of a function around that never changes',
    'function f(a) { let b = 1; return () => { g(a, b) } }',
    'function f(a) { let b = 1; return $m1(a,b); }',
    'function $m2(a,b){return (g(a, b))}',
    'function $m1(a,b){return (() => { $m2(a,b); })}',
  ],
  [
    'one that is not there when the function is called',
    'function f() { h(); const a = 1; function h() { g(a) } }',
    'function f() { $m1(h); const a = 1; function h() { (()=>(g(a)))(); } }',
    'function $m1(h){return (h())}',
  ],
  [
    'a var that is set once',
    'function f() { var a = 1; return () => g(a) }',
    'function f() { var a = 1; return $m1(a); }',
    'function $m1(a){return (() => g(a))}',
  ],
  [
    'not before',
    'function f() { x(() => g(a)); var a = 1 }',
    'function f() { (()=>(x((()=>(() => g(a)))())))(); var a = 1 }',
  ],
  [
    'nor in a loop',
    'function f() { for (;;) { var a = 1; x(() => a); } }',
    'function f() { for (;;) { var a = 1; (()=>(x((()=>(() => a))())))(); } }',
  ],
  [
    'the name of a class inside of it',
    'class A { f() { return [A] } }',
    'class A { f() { return $m1(A); } }',
    'function $m1(A){return ([A])}',
  ],
  [
    'a variable of a block',
    'for (const a of b) { g(a) }',
    'for (const a of b) { $m1(a); }',
    'function $m1(a){return (g(a))}',
  ],
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
    'function f(s) { s=$m1(s); }',
    "function $m2(s){return ('x' + s)}",
    'function $m1(s){return (s += $m2(s))}',
  ],
  [
    'an anonymous function keeps its name',
    'const f = () => 1',
    'const f = $m1()',
    'function $m1(){return ({"f":() => 1}["f"])}',
  ],
  [
    'of what awaits, the last step is moved',
    'x([await y([1])])',
    '$mw2(x,$mw1(await $m1()))',
    'function $mw2(x,$mw2v1){return (x($mw2v1))}',
    'function $mw1($mw1v0){return ([$mw1v0,])}',
    'function $m2(){return ([1])}',
    'function $m1(){return (y($m2()))}',
  ],
  [
    'a method is looked up before',
    'a.push( // to\n{ b, c: await d })',
    '$mw2($mw2b(a)\n,$mw1(b,await d))',
    'function $mw2($mw2v0,$mw2v1){return (typeof $mw2v0[1]=="function"?Reflect.apply($mw2v0[1],$mw2v0[0],[$mw2v1]):$mw2f({push:0}))}',
    'function $mw2b(o){return ([o,o.push])}',
    'function $mw2f(a){return (a.push())}',
    'function $mw1($mw1v0,$mw1v1){return ({b:$mw1v0,c:$mw1v1})}',
  ],
  [
    'what is spread is run through in its place',
    '[...a, await b]',
    '$mw1($m1(),await b)',
    'function $mw1($mw1v0,$mw1v1){const $mw1r=$mw1v0;$mw1r[$mw1r.length]=$mw1v1;return ($mw1r)}',
    'function $m1(){return ([...a])}',
  ],
  [
    'a key becomes one before its value is looked at',
    'f = { [a]: await b }',
    'f = $mw1($mw1p0(a),await b)',
    'function $mw1($mw1v0,$mw1v1){return ({[$mw1v0]:$mw1v1})}',
    'function $mw1p0(v){return (typeof v=="string"||typeof v=="symbol"?v:Reflect.ownKeys({[v]:0})[0])}',
  ],
  [
    'an optional chain may end before it awaits',
    'a?.b.c(await d).e',
    '$mw1b(a)?.(await d).e',
    'function $mw1f(a){return (a?.b.c())}',
    'function $mw1b(o){if(o==null)return;o=o.b;const f=o.c;return (($mw1v0)=>typeof f=="function"?Reflect.apply(f,o,[$mw1v0]):$mw1f({b:{c:0}}))}',
  ],
  [
    'of what a call returns, a method is called',
    'f(x).b(await y)',
    '$mw1($mw1b($m1()),await y)',
    'function $mw1($mw1v0,$mw1v1){return (typeof $mw1v0[1]=="function"?Reflect.apply($mw1v0[1],$mw1v0[0],[$mw1v1]):$mw1f(()=>({b:0})))}',
    'function $mw1b(o){return ([o,o.b])}',
    'function $mw1f(f){return (f().b())}',
    'function $m1(){return (f(x))}',
  ],
  ['methods belong to their object', '({ a: await b, c() {} })', '({ a: await b, c() {} })'],
  ['an array with a hole and a spread', '[...a, , await b]', '[...a, , await b]'],
  [
    'a method found by an optional chain in parentheses is called on its object',
    '(a?.b)(await c)',
    '(a?.b)(await c)',
  ],
  ['nor what calls eval', 'x([eval(y)])', 'x([eval(y)])'],
  ['with eval, names may mean anything', 'eval(y); x([1])', 'eval(y); (()=>(x((()=>([1]))())))()'],
  [
    'an optional chain is wrapped as a whole',
    'a?.b([1]).c',
    '$m1()',
    'function $m2(){return ([1])}',
    'function $m1(){return (a?.b($m2()).c)}',
  ],
  [
    'and left alone where it is called or deleted',
    '(a?.b)(); delete a?.b',
    '$m1(); delete a?.b',
    'function $m1(){return ((a?.b)())}',
  ],
  ['the callee of new', 'new (f())(1)', '$m1()', 'function $m1(){return (new (f())(1))}'],
  [
    'a statement without a semicolon',
    'a = [1]\n;[b] = a',
    'a = $m1()\n;[b] = a',
    'function $m1(){return ([1])}',
  ],
  ['a destructured call may fail with its text', 'const { a } = f()', 'const { a } = f()'],
  [
    'the body of an arrow on one line',
    'm((x) => ({ x }))',
    '$m1()',
    'function $m2(){return ((x) => ({ x }))}',
    'function $m1(){return (m($m2()))}',
  ],
  ['numbers are added in place', 'a = b + 1', 'a = b + 1'],
])('%s', (_, source, ...expected) => {
  const { code } = rewrite(source, { filename: 'a.js', format: 'module' });
  // Semicolons that the source leaves out are put in here and there.
  const settled = (text: string) => text.replaceAll(/;(?=\n|$)/g, '');
  expect(settled(code)).toBe(settled(expected.join('\n')));
});

test('the program reads its own limit of stack frames', () => {
  const limit = 'Error/*.stackTraceLimit*/[Symbol.for("memprof.stackTraceLimit")]';
  expect(codeOf('Error.stackTraceLimit = 2 * Error.stackTraceLimit')).toBe(`${limit} = 2 * ${limit}`);
});

test.each([
  ['Reflect.ownKeys(a)', true],
  ['typeof Reflect === "object" && new Proxy(a, b)', true],
  ['ReflectApply(a)', true],
  ['const Reflect = a', false],
  ['import { Reflect } from "a"', false],
  ['Reflect.apply = a', false],
  ['Reflect.apply  == a', true],
  ['globalThis.Reflect.apply = a', false],
  ['delete Reflect.apply', false],
  ['// Reflect', false],
])('with %s, calls are lifted: %s', (mention, isLifted) => {
  expect(codeOf(`a.b(await c);${mention}`).startsWith('$mw1(')).toBe(isLifted);
});

test('strict code of a sloppy file stays strict', () => {
  const source = 'class A { f() { return [this] } } function g() { "use strict"; [this] } [this]';
  const apart = codeOf(source, 'commonjs').split('\n').slice(1);
  expect(apart).toEqual([
    'function $m1(){"use strict";return ([this])}',
    'function $m2(){"use strict";return ([this])}',
    'function $m3(){return ([this])}',
  ]);
});

test('what Node looks for in CommonJS sources stays in its shape', () => {
  const source =
    "module.exports = { a, b }; exports.c = require('d'); Object.defineProperty(exports, 'e', { get: function () { return f.g; } });";
  expect(codeOf(source, 'commonjs')).toBe(source);
});

test('every line keeps its number, whatever ends it', () => {
  const source = 'a = 1\r\nb = [\r\n2]\u2028c = 3\rd = 4\n';
  const lines = codeOf(source).split(/\r\n|[\n\r\u2028]/);
  expect(lines.findIndex((line) => line.startsWith('d'))).toBe(4);
});

test('a source that is not JavaScript is refused', () => {
  expect(() => codeOf('let x = [1')).toThrow(SyntaxError);
});

test('the map leads each site to its expression, and through the map of the source to its original', () => {
  const source = 'const a = [1],\n  b = {};';
  const { code, map, sites } = rewrite(source, { filename: 'a.js', format: 'module' });
  const lines = code.split('\n');
  const positions = Array.from({ length: sites.length / 2 }, (_, i) => sites.slice(i * 2, i * 2 + 2));
  expect(positions.map(([line, column]) => lines[line - 1].slice(column - 1, column + 1))).toEqual([
    'fu',
    '()',
    'fu',
    '()',
  ]);
  const places = (used: unknown) =>
    positions.map(([line, column]) => {
      const found = originalPositionFor(new TraceMap(used as never), { line, column: column - 1 });
      return [found.source, found.line, found.column].join(':');
    });
  expect(places(map)).toEqual(['a.js:1:10', 'a.js:1:10', 'a.js:2:6', 'a.js:2:6']);
  // One mapping for each place, all from lines 11 and 12 of the original: AAUA is (0, 0, +10, 0).
  const inputSourceMap = {
    version: 3 as const,
    sources: ['a.ts'],
    names: [],
    mappings: 'AAUA,UAAU;AACV,MAAM',
  };
  const composed = rewrite(source, { filename: 'a.js', format: 'module', inputSourceMap });
  expect(places(composed.map)).toEqual(['a.ts:11:10', 'a.ts:11:10', 'a.ts:12:6', 'a.ts:12:6']);
  expect(composed.code).toBe(code);
});
