import { nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import type { Lift } from './lift.ts';
import type { Plan } from './plan.ts';

// Names that cannot be parameters everywhere.
const UNFIT =
  /^(arguments|async|await|eval|implements|interface|let|package|private|protected|public|static|yield)$/;

/** Whether a name can be that of a parameter everywhere. */
export function fitsParameter(name: string): boolean {
  return !UNFIT.test(name);
}

/** A function that is called by its name, after its arguments. */
export function liftCall(plan: Plan): Lift | undefined {
  return liftCalling(plan, '');
}

/** `new`, of what is named. */
export function liftNew(plan: Plan): Lift | undefined {
  const callee = plan.node['callee'] as SyntaxNode;
  return callee.type === 'Identifier' ? liftCalling(plan, 'new ') : undefined;
}

/** The function is called by the name it has: V8 says it when it cannot be called. */
function liftCalling(plan: Plan, operator: string): Lift | undefined {
  const callee = plan.node['callee'] as SyntaxNode;
  const name = nameOf(callee);
  if (!fitsParameter(name)) return undefined;
  plan.parameter(name);
  const values = argumentsOf(plan);
  return values && plan.finish(callee, [plan.node.start, `${operator}${name}(${values.join()})`]);
}

/** The values of a call's arguments. */
export function argumentsOf(plan: Plan): string[] | undefined {
  const list = plan.node['arguments'] as SyntaxNode[];
  if (list.some(({ type }) => type === 'SpreadElement')) return undefined;
  return list.map((argument) => plan.value(argument));
}
