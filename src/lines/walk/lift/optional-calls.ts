import { hasOptional, lastCall, nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import { applying, argumentsOf, failingCall } from './calls.ts';
import type { Lift } from './lift.ts';
import type { Plan } from './plan.ts';

/**
 * `a?.b.c(await d)` becomes `$m1(a)?.(await d)`: `$m1` returns undefined if the chain ends early, else a function
 * that calls what was found. What follows stays in the chain.
 */
export function liftOptionalCall(plan: Plan): Lift | undefined {
  const call = lastCall(plan.node['expression'] as SyntaxNode);
  if (call === undefined || !plan.builtins.has('Reflect')) return undefined;
  const path = pathOf(call);
  if (path === undefined) return undefined;
  const maker = `${plan.name}b`;
  const { head, links } = path;
  const isFunction = links.length === 0;
  plan.part(head, '', '');
  const list = argumentsOf(plan, call);
  const fail = failingCall(plan, call['callee'] as SyntaxNode);
  if (list === undefined || fail === undefined) return undefined;
  const at = links.at(-1)?.at ?? call.start;
  const steps: (string | number)[] = [];
  for (const [i, { name, at: place, isOptional }] of links.entries()) {
    if (isOptional) steps.push('if(o==null)return;');
    steps.push(i === links.length - 1 ? 'const f=o.' : 'o=o.', place, `${name};`);
  }
  if (call['optional']) steps.push(`if(${isFunction ? 'o' : 'f'}==null)return;`);
  const [callee, receiver] = isFunction ? ['o', 'void 0'] : ['f', 'o'];
  const body = applying({ callee, receiver, fail }, list, at);
  const inner = list.statements.length > 0 ? [`{${list.statements.join('')}return `, '}'] : ['', ''];
  const result = [null, `(${plan.values.join()})=>${inner[0]}`, ...body, inner[1]];
  plan.add(maker, ['o'], result, steps);
  return plan.finishCalling(maker, call.end);
}

/** The names on the way from what the first `?.` is about, or from the object of the last one, to what is called. */
interface Path {
  readonly head: SyntaxNode;
  readonly links: readonly { readonly name: string; readonly at: number; readonly isOptional: boolean }[];
}

function pathOf(call: SyntaxNode): Path | undefined {
  const links: { name: string; at: number; isOptional: boolean }[] = [];
  let node = call['callee'] as SyntaxNode;
  // What is called by a member is called on the object, whether the chain may end there or not.
  let isNeeded = node.type === 'MemberExpression';
  while (isNeeded || hasOptional(node)) {
    const property = node['property'] as SyntaxNode | undefined;
    if (node.type !== 'MemberExpression' || node['computed'] || property?.type !== 'Identifier')
      return undefined;
    links.unshift({ name: nameOf(property), at: property.start, isOptional: node['optional'] === true });
    node = node['object'] as SyntaxNode;
    isNeeded = false;
  }
  // `(a?.f)?.(…)` is called on `a`.
  const isLookedUp = node.type === 'ChainExpression' && links.length === 0;
  return node.type === 'Super' || isLookedUp ? undefined : { head: node, links };
}
