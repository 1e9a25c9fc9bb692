import { nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import type { Lift } from './lift.ts';
import type { Plan } from './plan.ts';

/** A template makes a string of each value before it looks at the next. */
export function liftTemplate(plan: Plan): Lift {
  const quasis = plan.node['quasis'] as SyntaxNode[];
  const expressions = plan.node['expressions'] as SyntaxNode[];
  const body: (string | number)[] = ['`'];
  for (const [i, quasi] of quasis.entries()) {
    body.push(onOneLine((quasi['value'] as { raw: string }).raw));
    const expression = expressions[i];
    if (expression === undefined) continue;
    const isLast = i === expressions.length - 1;
    const value = isLast
      ? plan.value(expression)
      : plan.valueThrough(expression, ['`${', expression.start, 'v}`']);
    body.push('${', expression.start, value, '}');
  }
  return plan.finish([...body, '`']);
}

function onOneLine(raw: string): string {
  return raw
    .replaceAll('\\\n', '')
    .replaceAll('\n', '\\n')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}

/** `+` looks at its operands when it has both. */
export function liftAddition(plan: Plan): Lift {
  const left = plan.node['left'] as SyntaxNode;
  const right = plan.node['right'] as SyntaxNode;
  const operator = plan.source.indexOf('+', left.end);
  return plan.finish([plan.value(left), operator, '+', plan.value(right)]);
}

/** `name += …` becomes `name=$m1(name,…)`. */
export function liftAppending(plan: Plan): Lift | undefined {
  const left = plan.node['left'] as SyntaxNode;
  const right = plan.node['right'] as SyntaxNode;
  if (left.type !== 'Identifier' || left.start !== plan.node.start) return undefined;
  const target = plan.parameter();
  const text = [target, right.start, '+', plan.value(right)];
  const lift = plan.finish(text, [], [left.start, `${nameOf(left)},`]);
  return { ...lift, open: [`${nameOf(left)}=`, ...lift.open] };
}
