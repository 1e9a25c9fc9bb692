import { nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import { argumentsOf, failingCall } from './calls.ts';
import type { Lift } from './lift.ts';
import type { Plan } from './plan.ts';
import { fitsParameter } from './quotation.ts';

/** `new`: of what is named, by its name. */
export function liftNew(plan: Plan): Lift | undefined {
  const callee = plan.node['callee'] as SyntaxNode;
  const isNamed = callee.type === 'Identifier';
  if (isNamed && !fitsParameter(nameOf(callee))) return undefined;
  if (!isNamed) plan.part(callee);
  const value = plan.parameter(isNamed ? nameOf(callee) : undefined);
  const list = argumentsOf(plan);
  if (list === undefined) return undefined;
  const { start } = plan.node;
  const first = isNamed ? [callee.start, `${value},`] : [];
  if (isNamed && !list.isArray) return plan.finish([start, `new ${value}(${list.text})`], [], first);
  const fail = isNamed ? `new ${value}()` : failingNew(plan, callee);
  if (fail === undefined || !plan.builtins.has('Reflect', 'Proxy')) return undefined;
  const values = list.isArray ? list.text : `[${list.text}]`;
  const construct = ['Reflect.', start, `construct(${value},${values})`];
  if (list.isReflected) return plan.finish(construct, list.statements, first);
  const test = `${plan.name}n`;
  plan.add(test, ['v'], ['true'], ['try{new(new Proxy(v,{construct(){return{}}}))}catch{return false}']);
  return plan.finish([`${test}(${value})?`, ...construct, ':', start, fail], list.statements, first);
}

/** With a call in what is called, `new` would take its parentheses. */
function failingNew(plan: Plan, callee: SyntaxNode): string | undefined {
  const text = plan.textOf(callee);
  return text.includes('(') ? undefined : failingCall(plan, callee, { before: 'new ', after: '()' });
}
