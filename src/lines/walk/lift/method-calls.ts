import { nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import { argumentsOf, fitsParameter } from './calls.ts';
import type { Lift } from './lift.ts';
import type { Plan } from './plan.ts';

/** A method is looked up before its arguments, and called by `Reflect.apply`: `f.call` could be anything. */
export function liftMethodCall(plan: Plan): Lift | undefined {
  const callee = plan.node['callee'] as SyntaxNode;
  if (callee.type !== 'MemberExpression' || plan.source.includes('Reflect')) return undefined;
  const chain = namesOf(callee);
  if (chain === undefined) return undefined;
  const method = chain.names.at(-1)!;
  const { start } = callee['property'] as SyntaxNode;
  const value = plan.parameter();
  const lookup = `${plan.name}b`;
  plan.part(callee['object'] as SyntaxNode, lookup);
  plan.add(lookup, ['o'], ['[o,o.', start, `${method}]`]);
  const values = argumentsOf(plan);
  if (values === undefined) return undefined;
  const fail = addFailing(plan, chain, start);
  const apply = `apply(${value}[1],${value}[0],[${values.join()}])`;
  return plan.finish(undefined, [`typeof ${value}[1]=="function"?Reflect.`, start, apply, ':', start, fail]);
}

/** What a method is called on, of which V8 says every name when it cannot be called. */
interface Chain {
  /** Undefined for `(await …).c`. */
  readonly root: string | undefined;
  readonly names: readonly string[];
}

/** Adds a function that fails as the call would, in V8's words. @returns The call of it. */
function addFailing(plan: Plan, { root, names }: Chain, position: number): string {
  const failing = `${plan.name}f`;
  const fake = names.slice(1).reduceRight((inner, name) => `{${name}:${inner}}`, '0');
  const members = names.slice(0, -1).map((name) => `${name}.`);
  const last = `${names.at(-1)}()`;
  if (root === undefined) {
    const text = `(class{static ${names[0]}=${fake}}).${members.join('')}`;
    plan.add(failing, [], [text, position, last]);
    return `${failing}()`;
  }
  plan.add(failing, root === 'this' ? [] : [root], [`${root}.${members.join('')}`, position, last]);
  return `${failing}${root === 'this' ? '.call' : ''}({${names[0]}:${fake}})`;
}

/** The names of `a.b.c`. */
function namesOf(callee: SyntaxNode): Chain | undefined {
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
  return node.type === 'Identifier' && fitsParameter(nameOf(node))
    ? { root: nameOf(node), names }
    : undefined;
}
