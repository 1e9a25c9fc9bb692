import * as fc from 'fast-check';

// Programs that use every kind of expression and most kinds of statement, on a fixed set of variables. They
// may fail, and often do: how they fail is compared as well.

/** Declared before every program; `seen` is the log that is compared. */
export const PRELUDE = `
const see = (x) => { seen.push(show(x)); return x };
const obj = {
  n: null, list: [3, 1, 2], o: { deep: { f() { return this } } }, s: 'text',
  m(...a) { return [this === obj, ...a] },
  get g() { seen.push('getter'); return this },
  set w(v) { seen.push('setter ' + show(v)) },
  tag(strings, ...values) { sites.add(strings); return strings.raw.join('|') + values.join() },
  *[Symbol.iterator]() { yield 1; yield 2 },
};
const sites = new Set();
let a = 1, b = 'b', c = [1, 2], d;
var v = 5;
const k = { x: 1, y: { z: 2 } };
`;

const NAMES = ['a', 'b', 'c', 'd', 'v', 'k', 'p', 'q', 'obj', 'late', 'missing'];
const TARGETS = [
  'a',
  'b',
  'c',
  'd',
  'v',
  'p',
  'q',
  'obj.w',
  'obj.fresh',
  'k.x',
  "obj['com' + 'puted']",
  'late',
  'k',
];

/** What the function around an expression allows in it. */
interface Place {
  readonly isAsync: boolean;
  readonly isGenerator: boolean;
}

/** A text with generated parts. */
function text(
  strings: TemplateStringsArray,
  ...parts: (fc.Arbitrary<string> | string)[]
): fc.Arbitrary<string> {
  return fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((values) => strings[0] + values.map((value, i) => value + strings[i + 1]).join(''));
}

/** An expression, in parentheses wherever it could need them. */
function expression({ isAsync, isGenerator }: Place, depth: number): fc.Arbitrary<string> {
  const leaf = fc
    .oneof(
      fc.constantFrom(...NAMES),
      fc.constantFrom(
        '1',
        "'s'",
        'null',
        'undefined',
        'true',
        '/r/g',
        '``',
        '10n',
        'this',
        'new.target',
        '[]',
        '{}',
        'obj.g',
        'obj.list',
        'obj?.o?.deep',
        'arguments.length',
        'k.y.z',
      ),
    )
    .map((leafed) => (leafed === '{}' ? '({})' : leafed));
  if (depth === 0) return leaf;
  const e = fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    expression({ isAsync, isGenerator }, depth - 1),
  );
  const target = fc.constantFrom(...TARGETS);
  const name = fc.constantFrom('a', 'b', 'd', 'v', 'q', 'p');
  const operator = fc.constantFrom(
    '+',
    '-',
    '*',
    '===',
    '<',
    'in',
    'instanceof',
    '&&',
    '||',
    '??',
    '**',
    ',',
  );
  const assignment = fc.constantFrom('=', '+=', '-=', '&&=', '||=', '??=');
  const fn = functions(depth - 1);
  const plain = expression({ isAsync: true, isGenerator: false }, 0);
  const list = fc
    .array(
      fc.oneof(
        e,
        e.map((x) => `...${x}`),
      ),
      { maxLength: 3 },
    )
    .map((items) => items.join(', '));
  const options: fc.Arbitrary<string>[] = [
    text`see(${e})`,
    text`obj.m(${list})`,
    text`obj?.m(${list})`,
    text`obj.n?.m(${list}).x`,
    text`(obj?.m)(${e})`,
    text`obj.list.map(${fn})`,
    text`obj.list\n.map((x) => [x, ${e}])\n.filter(Boolean)`,
    text`(${e}).q?.(${e})`,
    text`(${e})(${e})`,
    text`(${e}).toString()`,
    text`[${list}]`,
    text`({ x: ${e}, [${e}]: ${e}, y() { return [this.x, ${e}] }, get z() { return [${e}] }, ...${e}, late, f: ${fn} })`,
    text`({ __proto__: ${fn}, g: ${fn} })`,
    text`\`a\${${e}}b\${${e}}\``,
    text`obj.tag\`x\${${e}}y\``,
    text`(${e}) + 'str' + (${e})`,
    text`'s' + (${e})`,
    text`(${e} ${operator} ${e})`,
    text`(${e} ? ${e} : ${e})`,
    text`(${target} ${assignment} ${e})`,
    text`(${name} ${assignment} ${fn})`,
    text`((${name}) = ${fn})`,
    text`[${target}, d = ${fn}] = [${list}]`.map((x) => `(${x})`),
    text`({ x: ${target}, q: d = ${fn}, ...v } = ${e})`,
    text`typeof ${e}`.map((x) => `(${x})`),
    text`(delete obj?.[${e}])`,
    text`(void ${e})`,
    text`(v++, --a)`,
    text`new (class { static s = ${e}; #p = ${e}; f = ${fn}; get() { return this.#p } static { this.t = [${e}] } [${e}] = 1 })().get()`,
    text`new (class A extends (class { constructor(...x) { this.x = x } m() { return [new.target, this.x] } }) { constructor() { super(${list}); this.y = super.m() } })()`,
    text`(class { static n = this.name; static x = ${fn} })`,
    text`('x' in ${e})`,
    text`new Map([[${e}, ${e}]])`,
    text`new (obj.m.bind)(${e})`,
    text`JSON.stringify([${e}])`,
    text`Object.keys(${e})`,
    text`Math.max(${list})`,
    text`(() => { const ${name} = ${fn}; return ${name}.name })()`,
    text`((x = [${e}], { y = ${fn} } = {}) => [x, y.name])()`,
    text`function (x) { return [this, x, arguments.length, ${leaf}] }.call(${e}, ${e})`.map((x) => `(${x})`),
    text`eval('var q = 7; [a, ' + ${fc.constant("'b'")} + ']')`,
    fn,
  ];
  if (isAsync) options.push(...suspending(text`(await ${e})`, e, fn), ...ownMethods(plain));
  if (isGenerator) options.push(...suspending(text`(yield ${e})`, e, fn), text`(yield* [${e}])`);
  return fc.oneof(...options);
}

/** Expressions of which one part awaits or yields; what is logged tells the order of their parts. */
function suspending(
  w: fc.Arbitrary<string>,
  e: fc.Arbitrary<string>,
  fn: fc.Arbitrary<string>,
): fc.Arbitrary<string>[] {
  const change = 'a = see([a]), k.x = { x: k.x }, c = { toString() { return see("c") } }, obj.fresh = [d]';
  return [
    w,
    text`[${e}, ${w}, , ${e}]`,
    text`[(a, ${w}),\n...${e}]`,
    text`see(${w}, [${e}])`,
    text`see(a, (${change}, ${w}), a)`,
    text`missing(${w})`,
    text`d(${e}, ${w})`,
    text`obj.m(${e}, ${w})`,
    text`obj.list.concat( // here\n ${w}, [${e}])`,
    text`obj.o.deep.f(${w})`,
    text`obj.g.g.m((${change}, ${w}))`,
    text`obj.o.none(${w})`,
    text`obj.none.f(${w})`,
    text`d.f(${w})`,
    text`this.f(${w})`,
    text`this?.toString(${w})`,
    text`${w}.m(${e})`,
    text`${w}.o.deep.f(${e}, ${w})`,
    text`({ a, b: ${e}, ${'__proto__'}: ${w}, f: ${fn}, 'c d': (${e}, ${w}), 7: ${e} })`,
    text`({ ...obj, ...${e}, b: (${change}, ${w}), ...a, k, ...c })`,
    text`({ [${e}]: ${e}, b: ${w} })`,
    text`({ b: ${w}, m() { return [this.b] } })`,
    text`({ f: ${fn}, b: ${w} }).f.name`,
    text`${'`'}x\n ${'${'}c} \\n${'${'}(${change}, ${w})}${'${'}c}${'`'}`,
    text`'x' + (${change}, ${w})`,
    text`c + 's' + (${change}, ${w}) + c`,
    text`new Map([[${w}, ${e}]])`,
    text`new Array(${e}, ${w}).length`,
    text`new missing(${w})`,
    text`new d(${w})`,
    text`new obj.m(${w})`,
    text`(v += 's' + ${w})`,
    text`(v += (v = 'w', ${w}) + 's')`,
    text`(k.x += 's' + ${w})`,
    text`obj.list.map(() => [${e}]).concat(${w})`,
    ...spreading(w, e, change),
    ...optional(w, e, change),
    ...calling(w, e, change),
  ];
}

/** Lists of which a part is spread. */
function spreading(w: fc.Arbitrary<string>, e: fc.Arbitrary<string>, change: string): fc.Arbitrary<string>[] {
  return [
    text`[...${e}, ${w}]`,
    text`[${e}, ...obj, ...see(c), (${change}, ${w}), ...c]`,
    text`[...${w}, ${e}, ...${w}]`,
    text`[...${w}.o.deep, 1]`,
    text`[...see(${w}), ...see(${w}).list]`,
    text`[...(a ? ${w} : []), ...(${w} ?? [])]`,
    text`[...obj.m(${w}), ...this.m(${w})]`,
    text`[...obj.list.map((x) => [x, a]).concat(${w})]`,
    text`see(...${e}, ${w})`,
    text`see(${w}, ...${e})`,
    text`see(a, ...${w})`,
    text`missing(...obj, ${w})`,
    text`d(...c, ...${w})`,
    text`obj.m(...obj, (${change}, ${w}), ...c)`,
    text`obj.m(...see(${w}), ${e})`,
    text`obj.none(...${w})`,
    text`new Array(...c, ${w}).length`,
    text`new d(...${e}, ${w})`,
    text`new obj.m(...${w})`,
    text`({ [${e}]: (${change}, ${w}), [c]: c, [b]: ${e} })`,
    text`({ [${w}]: ${e}, ['x']: ${w}, [k]: [k], ['__proto__']: 1 })`,
    text`({ [Symbol.iterator]: ${w}, [7]: 7 })`,
  ];
}

/** Chains that may end before what suspends. */
function optional(w: fc.Arbitrary<string>, e: fc.Arbitrary<string>, change: string): fc.Arbitrary<string>[] {
  return [
    text`obj?.m(${e}, (${change}, ${w}))`,
    text`obj.n?.m(${w}).x.y`,
    text`obj?.m(${w}).concat(${e})`,
    text`obj?.none(${w})`,
    text`obj?.n(${w})`,
    text`obj.none?.(see(1), ${w})`,
    text`obj.n?.(${w}).x`,
    text`obj.s?.(${w})`,
    text`obj.g?.g.m(...c, ${w}).length`,
    text`obj?.o.deep?.f(${w})`,
    text`obj?.o.none.f(${w})`,
    text`obj?.o.none?.f(${w})`,
    text`obj?.[${e}](${w})`,
    text`d?.m(${w})`,
    text`d?.(${w})`,
    text`see?.(${w})`,
    text`see(${e})?.m(${w})`,
    text`see(obj).none?.m(${w})`,
    text`${w}?.m(${e})`,
    text`${w}?.m?.(${w})?.none?.(${e})`,
    text`${w}?.none(${e})`,
    text`(obj?.m)(${w})`,
    text`(obj?.o).deep.f(${w})`,
    text`this?.m(${w})`,
    text`see(${e})?.(${w})`,
  ];
}

/** Calls of what is found by more than names. */
function calling(w: fc.Arbitrary<string>, e: fc.Arbitrary<string>, change: string): fc.Arbitrary<string>[] {
  return [
    text`see(obj).m(${e}, (${change}, ${w}))`,
    text`see(obj).none(${w})`,
    text`see(${e}).g.m(${w})`,
    text`obj.m(${e}).concat(${w})`,
    text`obj.m(${e}).none(${w})`,
    text`obj.o.deep.f(1).f(${w})`,
    text`see(${e})(${w})`,
    text`see(see)(obj.m)(${w})`,
    text`obj.m(1)(${w})`,
    text`${w}(${w})`,
    text`obj[b](${w})`,
    text`obj[${e}](${w})`,
    text`obj[(${change}, c)](see(c), ${w})`,
    text`obj['m'](${w})`,
    text`obj['none'][0](${w})`,
    text`obj.list[0](${w})`,
    text`obj[${w}](${e})`,
    text`obj.list\n.map((x) => [x, a])\n.concat(...c, ${w})`,
    text`new obj.none(${w})`,
    text`new obj.o.deep.f(${e}, ${w})`,
    text`new k.x(${w})`,
    text`new (see(d))(${w})`,
    text`(${e} ? obj : k).m(${w})`,
    text`see((${w} || []).concat(${w}))`,
  ];
}

/** In async methods, of what only those can name. */
function ownMethods(e: fc.Arbitrary<string>): fc.Arbitrary<string>[] {
  const tried = (call: fc.Arbitrary<string>) =>
    call.map((x) => `await (async () => { try { return ${x} } catch (z) { return z.message } })()`);
  const objects = fc.array(
    tried(
      fc.oneof(
        text`super.m(${e}, await ${e})`,
        text`super.none(...await ${e})`,
        text`super.m(await 1).none(await 2)`,
      ),
    ),
    { minLength: 1, maxLength: 2 },
  );
  const classes = fc.array(
    tried(
      fc.oneof(
        text`this.#list.concat(await ${e})`,
        text`this.#value.m(...c, await ${e})`,
        text`this.#value(await ${e})`,
        text`this.#method(await ${e}).concat(await 2)`,
        text`this.#list.none.f(await ${e})`,
        text`this.#list.none(await ${e})`,
        text`this.#value?.m(await ${e})`,
        text`this.#own?.(await ${e})`,
      ),
    ),
    { minLength: 1, maxLength: 2 },
  );
  return [
    text`(await ({ __proto__: obj, async q() { return [${objects.map((all) => all.join())}] } }).q())`,
    text`(await (class { static #value = ${e}; static #list = [1]; static #own = (x) => [x]; static #method(...x) { return [x, this === a] }; static async q() { return [${classes.map((all) => all.join())}] } }).q())`,
  ];
}

function functions(depth: number): fc.Arbitrary<string> {
  const plain = expression({ isAsync: false, isGenerator: false }, Math.max(0, depth));
  const awaiting = expression({ isAsync: true, isGenerator: false }, Math.max(0, depth));
  return fc.oneof(
    plain.map((x) => `(() => ${x})`),
    plain.map((x) => `() => (${x})`).map((x) => `(${x})`),
    plain.map((x) => `(p) => { return [p, ${x}] }`).map((x) => `(${x})`),
    plain.map((x) => `(function () { return ${x} })`),
    plain.map((x) => `(function named(p, q) { p = [q]; return [named.name, ${x}] })`),
    // Nobody may wait for the promise: it must not be rejected.
    awaiting.map((x) => `(async (p) => { try { return [p, ${x}] } catch (z) { return z?.message ?? z } })`),
    plain.map((x) => `(class { constructor() { this.x = ${x} } })`),
  );
}

function statement(place: Place, depth: number): fc.Arbitrary<string> {
  const e = expression(place, depth);
  const fn = functions(depth - 1);
  const inner =
    depth > 0
      ? fc.array(statement(place, depth - 1), { maxLength: 2 }).map((all) => all.join('\n'))
      : fc.constant('');
  const options = [
    text`see(${e})`,
    text`see(${e});`,
    text`{ let p = ${e}\nsee([p, ${e}]) }`,
    text`{ const q = ${fn}\nsee([q.name, ${e}]) }`,
    text`{ const { x, y: [z] = [${e}] } = ${e}; see([x, z]) }`,
    text`{ const [x, ...z] = ${e}; see([x, z]) }`,
    text`if (${e}) see(${e})\nelse see([${e}])`,
    text`for (let i = 0, fns = []; i < 3; i++) { fns.push(() => [i, ${e}]); see(fns.map((f) => f())) }`,
    text`for (const p of ${e}) { see([p]); ${inner} }`,
    text`for (var p in ${e}) see({ p })`,
    text`{ let n = 0; const f = () => n; while (n < 2) { n++; see([n, f(), ${e}]) } }`,
    text`{ let s = ''; for (let i = 0; i < 3; i++) s += i + ${e}\nsee(s) }`,
    text`{ let s = 'z'; const f = () => (s += 'w'); s += f() + ${e}\nsee([s]) }`,
    text`try { ${inner}\nsee(${e}) } catch (q) { see([q instanceof Error ? q.name + ': ' + q.message : q]); ${inner} } finally { see([${e}]) }`,
    text`switch (see(${e})) { case 1: let z = [${e}]; case ${e}: see(() => z); default: ${inner} }`,
    text`label: do { see([${e}]); break label } while (true)`,
    text`function hoisted(p, q = () => [p]) { p = [p, ${fc.constant('late')}]; return [p, q, hoisted.name] }\nsee(hoisted(${e}))`,
    text`see((function (p) { arguments[0] = [${fc.constant('2')}]; return [p, arguments.length] })(${e}))`,
    text`throw [${e}]`,
    text`v += 'x' + ${e}\n;[a] = [${e}]`,
    text`a = ${fn}\nb = ${e}`,
  ];
  return fc.oneof(...options);
}

/** A program: the statements of an async function, which also runs a generator and a strict function. */
export const programs: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('', "'use strict';"),
    fc.array(statement({ isAsync: true, isGenerator: false }, 2), { minLength: 1, maxLength: 4 }),
    fc.array(statement({ isAsync: false, isGenerator: true }, 1), { maxLength: 2 }),
    fc.array(statement({ isAsync: false, isGenerator: false }, 1), { maxLength: 2 }),
  )
  .map(([directive, first, generator, plain]) =>
    [
      directive + PRELUDE,
      `async function first(p, q) {\n${first.join('\n')}\n}`,
      `function* second(p = [1], q) {\n${generator.join('\n')}\n}`,
      `const third = function (p, q) {\n${plain.join('\n')}\n}`,
      'let late = [0]',
      'return (async () => {',
      "for (const run of [() => first([1], 'q'), () => [...second()].length, () => third.call('self', 2), () => new third(3)]) {",
      "try { see(await run()) } catch (error) { seen.push(error instanceof Error ? `${error.name}: ${error.message}` : 'threw ' + show(error)) }",
      '}',
      'seen.push(sites.size)',
      '})()',
    ].join('\n'),
  );
