// An expression that awaits or yields cannot be evaluated in another function. Its parts can be evaluated
// where it stands, in their order, and its last step, which allocates, in a function that gets their values:
// `{ role, content: await ask() }` becomes `$m1(role,await ask())`, with
// `function $m1(v1,v2){return ({role:v1,content:v2})}`. That is done for expressions whose last step comes
// after all of their parts. Where an earlier step has effects of its own, it is a function too:
//  - the method of a call is looked up before its arguments: `$m1b(list)` gives receiver and method;
//  - `...rest` of an object is copied, and a value in a template made a string, before what follows.
import { nameOf } from './nodes.ts';
import type { SyntaxNode } from '../syntax.ts';

/** What an expression becomes. */
export interface Lift {
  /** Name of the function of its last step. */
  readonly name: string;
  /** A variable that is passed to it first, the offset it is read at, and whether it gets the result. */
  readonly first: { readonly name: string; readonly at: number; readonly isAssigned: boolean } | undefined;
  readonly parts: readonly LiftedPart[];
  readonly functions: readonly LiftedFunction[];
}

/** A part that is evaluated where it stands, between two texts. */
export interface LiftedPart {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** A function at the end of the file: text, and offsets of the source for what follows. */
export interface LiftedFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: readonly (string | number)[];
}

// Names that cannot be parameters everywhere.
const UNFIT =
  /^(arguments|async|await|eval|implements|interface|let|package|private|protected|public|static|yield)$/;

/** Plans how to lift the parts out of the expressions of a source. */
export class Lifter {
  readonly #source: string;
  readonly #prefix: string;
  #count = 0;

  /** @param prefix - A start for names that the source does not use. */
  constructor(source: string, prefix: string) {
    this.#source = source;
    this.#prefix = prefix;
  }

  /** @returns undefined when the order of evaluation might change, or what V8 says when it fails. */
  lift(node: SyntaxNode): Lift | undefined {
    const plan = new Plan(`${this.#prefix}w${++this.#count}`, this.#source, node);
    switch (node.type) {
      case 'ArrayExpression':
        return plan.array();
      case 'ObjectExpression':
        return plan.object();
      case 'TemplateLiteral':
        return plan.template();
      case 'BinaryExpression':
        return plan.addition();
      case 'AssignmentExpression':
        return plan.appending();
      case 'NewExpression':
        return plan.construction();
      case 'CallExpression':
        return (node['callee'] as SyntaxNode).type === 'Identifier' ? plan.call() : plan.methodCall();
      default:
        return undefined;
    }
  }
}

class Plan {
  readonly #name: string;
  readonly #source: string;
  readonly #node: SyntaxNode;
  readonly #parts: LiftedPart[] = [];
  readonly #values: string[] = [];
  readonly #functions: LiftedFunction[] = [];

  constructor(name: string, source: string, node: SyntaxNode) {
    this.#name = name;
    this.#source = source;
    this.#node = node;
  }

  array(): Lift | undefined {
    const elements = this.#node['elements'] as (SyntaxNode | null)[];
    if (elements.some((element) => element?.type === 'SpreadElement')) return undefined;
    const values = elements.map((element) => (element === null ? ',' : `${this.#value(element)},`));
    return this.#finish(undefined, [this.#node.start, `[${values.join('')}]`]);
  }

  object(): Lift | undefined {
    const properties = this.#node['properties'] as SyntaxNode[];
    const texts: string[] = [];
    for (const property of properties) {
      const isLast = property === properties.at(-1);
      const text =
        property.type === 'SpreadElement' ? this.#spread(property, isLast) : this.#property(property);
      if (text === undefined) return undefined;
      texts.push(text);
    }
    return this.#finish(undefined, [this.#node.start, `{${texts.join()}}`]);
  }

  #spread(property: SyntaxNode, isLast: boolean): string {
    const value = property['argument'] as SyntaxNode;
    return `...${isLast ? this.#value(value) : this.#value(value, '{...', '}', property.start)}`;
  }

  #property(property: SyntaxNode): string | undefined {
    const { computed, kind, method, shorthand } = property;
    if (computed || method || kind !== 'init') return undefined;
    const key = property['key'] as SyntaxNode;
    const text = this.#source.slice(key.start, key.end);
    const isName = text === '__proto__' && shorthand;
    return `${isName ? '["__proto__"]' : text}:${this.#value(property['value'] as SyntaxNode)}`;
  }

  template(): Lift | undefined {
    const quasis = this.#node['quasis'] as SyntaxNode[];
    const expressions = this.#node['expressions'] as SyntaxNode[];
    const body: (string | number)[] = ['`'];
    for (const [i, quasi] of quasis.entries()) {
      const { raw } = quasi['value'] as { raw: string };
      body.push(
        raw
          .replaceAll('\\\n', '')
          .replaceAll('\n', '\\n')
          .replaceAll('\u2028', '\\u2028')
          .replaceAll('\u2029', '\\u2029'),
      );
      const expression = expressions[i];
      if (expression === undefined) continue;
      const isLast = i === expressions.length - 1;
      const value = isLast ? this.#value(expression) : this.#value(expression, '`${', '}`', expression.start);
      body.push('${', expression.start, value, '}');
    }
    return this.#finish(undefined, [...body, '`']);
  }

  addition(): Lift | undefined {
    const left = this.#node['left'] as SyntaxNode;
    const right = this.#node['right'] as SyntaxNode;
    const operator = this.#source.indexOf('+', left.end);
    return this.#finish(undefined, [this.#value(left), operator, '+', this.#value(right)]);
  }

  /** `name += …` becomes `name=$m1(name,…)`. */
  appending(): Lift | undefined {
    const left = this.#node['left'] as SyntaxNode;
    const right = this.#node['right'] as SyntaxNode;
    if (left.type !== 'Identifier' || left.start !== this.#node.start) return undefined;
    const target = this.#parameter();
    return this.#finish(left, [target, right.start, '+', this.#value(right)]);
  }

  construction(): Lift | undefined {
    const callee = this.#node['callee'] as SyntaxNode;
    if (callee.type !== 'Identifier') return undefined;
    return this.#calling(callee, 'new ');
  }

  call(): Lift | undefined {
    return this.#calling(this.#node['callee'] as SyntaxNode, '');
  }

  /** The function is called by the name it has: V8 says it when it cannot be called. */
  #calling(callee: SyntaxNode, operator: string): Lift | undefined {
    const name = nameOf(callee);
    if (UNFIT.test(name)) return undefined;
    this.#values.push(name);
    const values = this.#arguments();
    return values && this.#finish(callee, [this.#node.start, `${operator}${name}(${values.join()})`]);
  }

  #arguments(): string[] | undefined {
    const list = this.#node['arguments'] as SyntaxNode[];
    if (list.some(({ type }) => type === 'SpreadElement')) return undefined;
    return list.map((argument) => this.#value(argument));
  }

  methodCall(): Lift | undefined {
    const callee = this.#node['callee'] as SyntaxNode;
    if (callee.type !== 'MemberExpression' || this.#source.includes('Reflect')) return undefined;
    const chain = namesOf(callee);
    if (chain === undefined) return undefined;
    const { root, names } = chain;
    const receiver = callee['object'] as SyntaxNode;
    const method = names.at(-1)!;
    const { start } = callee['property'] as SyntaxNode;
    const value = this.#parameter();
    const through = `${this.#name}b`;
    this.#addPart(receiver, through);
    this.#functions.push({ name: through, parameters: ['o'], body: ['[o,o.', start, `${method}]`] });
    const values = this.#arguments();
    if (values === undefined) return undefined;
    const failing = `${this.#name}f`;
    const fake = names.slice(1).reduceRight((inner, name) => `{${name}:${inner}}`, '0');
    const [parameters, object, text] =
      root === undefined
        ? [
            [],
            '',
            `(class{static ${names[0]}=${fake}}).${names
              .slice(0, -1)
              .map((name) => `${name}.`)
              .join('')}`,
          ]
        : [
            root === 'this' ? [] : [root],
            `{${names[0]}:${fake}}`,
            `${root}.${names
              .slice(0, -1)
              .map((name) => `${name}.`)
              .join('')}`,
          ];
    this.#functions.push({ name: failing, parameters, body: [text, start, `${method}()`] });
    const fail = root === 'this' ? `${failing}.call(${object})` : `${failing}(${object})`;
    const apply = `apply(${value}[1],${value}[0],[${values.join()}])`;
    return this.#finish(undefined, [
      `typeof ${value}[1]=="function"?Reflect.`,
      start,
      apply,
      ':',
      start,
      fail,
    ]);
  }

  /** A value of the last step: the text of a literal, or a parameter for a part that is evaluated outside. */
  #value(node: SyntaxNode, open?: string, close?: string, position?: number): string {
    const text = this.#source.slice(node.start, node.end);
    if (node.type === 'Literal' && node['regex'] === undefined && !/[\n\r\u2028\u2029]/.test(text))
      return text;
    let through: string | undefined;
    if (open !== undefined) {
      through = `${this.#name}p${this.#parts.length}`;
      this.#functions.push({ name: through, parameters: ['v'], body: [`${open}`, position!, `v${close}`] });
    }
    this.#addPart(node, through);
    return this.#parameter();
  }

  #parameter(): string {
    const name = `${this.#name}v${this.#values.length}`;
    this.#values.push(name);
    return name;
  }

  #addPart({ type, start, end }: SyntaxNode, through: string | undefined): void {
    // Parentheses around a part stay out of its text; here, commas need some.
    const isSequence = type === 'SequenceExpression';
    const before = `${through === undefined ? '' : `${through}(`}${isSequence ? '(' : ''}`;
    const after = `${isSequence ? ')' : ''}${through === undefined ? '' : ')'}`;
    this.#parts.push({ start, end, before, after });
  }

  #finish(first: SyntaxNode | undefined, body: readonly (string | number)[]): Lift {
    const last = { name: this.#name, parameters: this.#values, body };
    return {
      name: this.#name,
      first: first && {
        name: nameOf(first),
        at: first.start,
        isAssigned: this.#node.type === 'AssignmentExpression',
      },
      parts: this.#parts.map((part, i) =>
        i > 0 || first !== undefined ? { ...part, before: `,${part.before}` } : part,
      ),
      functions: [last, ...this.#functions],
    };
  }
}

/** The names of `a.b.c`: all of which V8 says when c cannot be called. `root` is undefined for `(await …).c`. */
function namesOf(callee: SyntaxNode): { root: string | undefined; names: string[] } | undefined {
  const names: string[] = [];
  let node = callee;
  while (node.type === 'MemberExpression') {
    const property = node['property'] as SyntaxNode;
    if (node['computed'] || node['optional'] || property.type !== 'Identifier') return undefined;
    names.unshift(nameOf(property));
    node = node['object'] as SyntaxNode;
  }
  if (names.includes('__proto__') || names.includes('stackTraceLimit')) return undefined;
  if (node.type === 'ThisExpression') return { root: 'this', names };
  if (node.type === 'AwaitExpression') {
    return names[0] === 'prototype' ? undefined : { root: undefined, names };
  }
  return node.type === 'Identifier' && !UNFIT.test(nameOf(node)) ? { root: nameOf(node), names } : undefined;
}
