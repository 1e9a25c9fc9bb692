import { nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import type { Lift, Text } from './lift.ts';
import { listOf } from './lists.ts';
import type { List } from './lists.ts';
import type { Plan } from './plan.ts';
import { fitsParameter, quotationOf } from './quotation.ts';
import { addQuoting } from './quoting.ts';
import type { Surroundings } from './quoting.ts';

/** A function that is called by its name, after its arguments: V8 says the name when it cannot be called. */
export function liftCall(plan: Plan): Lift | undefined {
  const callee = plan.node['callee'] as SyntaxNode;
  const name = nameOf(callee);
  if (!fitsParameter(name)) return undefined;
  plan.parameter(name);
  const list = argumentsOf(plan);
  if (list === undefined) return undefined;
  const { start } = plan.node;
  const call: Text = list.isArray
    ? applying({ callee: name, receiver: 'void 0', fail: `${name}()` }, list, start)
    : [start, `${name}(${list.text})`];
  return plan.finish(call, list.statements, [callee.start, `${name},`]);
}

/** The values of a call's arguments. */
export function argumentsOf(plan: Plan, call = plan.node): List | undefined {
  const list = listOf(plan, call['arguments'] as SyntaxNode[], true);
  return list?.isArray === true && !plan.builtins.has('Reflect') ? undefined : list;
}

/** What is called, on what, and what to do when it is no function. */
interface Applied {
  readonly callee: string;
  readonly receiver: string;
  readonly fail: string;
}

/** Calls by `Reflect.apply`: `f.call` could be anything. */
export function applying({ callee, receiver, fail }: Applied, list: List, at: number): Text {
  const text = list.isArray ? list.text : `[${list.text}]`;
  const apply = ['Reflect.', at, `apply(${callee},${receiver},${text})`];
  return list.isReflected ? apply : [`typeof ${callee}=="function"?`, ...apply, ':', at, fail];
}

/** The call of a function that fails as calling what is quoted would; undefined if it cannot be quoted. */
export function failingCall(
  plan: Plan,
  callee: SyntaxNode,
  surroundings: Surroundings = { before: '', after: '()' },
): string | undefined {
  const quotation = quotationOf(callee, plan);
  return quotation && addQuoting(plan, `${plan.name}f`, quotation, '0', surroundings);
}
