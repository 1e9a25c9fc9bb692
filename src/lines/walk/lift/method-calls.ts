import { nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import { applying, argumentsOf, failingCall } from './calls.ts';
import type { Lift, Text } from './lift.ts';
import type { Plan } from './plan.ts';

/** A call of what is no name: looked up before its arguments. */
export function liftMethodCall(plan: Plan): Lift | undefined {
  const callee = plan.node['callee'] as SyntaxNode;
  if (!plan.builtins.has('Reflect')) return undefined;
  const found = callee.type === 'MemberExpression' ? methodOf(plan, callee) : functionOf(plan, callee);
  const list = argumentsOf(plan);
  const fail = failingCall(plan, callee);
  if (list === undefined || fail === undefined || found === undefined) return undefined;
  const at = callee.type === 'MemberExpression' ? (callee['property'] as SyntaxNode).start : plan.node.start;
  return plan.finish(applying({ ...found, fail }, list, at), list.statements, found.first);
}

/** What is called, on what, and what else is passed on for that. */
interface Method {
  readonly callee: string;
  readonly receiver: string;
  readonly first: Text;
}

/** `f(x)(await y)` */
function functionOf(plan: Plan, callee: SyntaxNode): Method | undefined {
  // `(a?.f)(…)` is called on `a`.
  if (callee.type === 'ChainExpression') return undefined;
  plan.part(callee);
  return { callee: plan.parameter(), receiver: 'void 0', first: [] };
}

function methodOf(plan: Plan, callee: SyntaxNode): Method | undefined {
  const object = callee['object'] as SyntaxNode;
  const property = callee['property'] as SyntaxNode;
  // These can be looked up only where they stand.
  if (object.type === 'Super' || property.type === 'PrivateIdentifier') {
    if (object.type === 'Super' ? callee['computed'] === true : object.type !== 'ThisExpression')
      return undefined;
    const receiver = plan.parameter();
    plan.part(callee);
    return { callee: plan.parameter(), receiver, first: ['this,'] };
  }
  const lookup = `${plan.name}b`;
  if (callee['computed'] !== true) {
    plan.add(lookup, ['o'], ['[o,o.', property.start, `${nameOf(property)}]`]);
    plan.part(object, `${lookup}(`, ')');
  } else {
    plan.add(lookup, ['o', 'k'], ['[o,o[', property.start, 'k]]']);
    plan.part(object, `${lookup}(`);
    plan.part(property, '', ')');
  }
  const pair = plan.parameter();
  return { callee: `${pair}[1]`, receiver: `${pair}[0]`, first: [] };
}
