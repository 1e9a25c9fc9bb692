import type { SyntaxNode } from '../../syntax.ts';
import type { Lift } from './lift.ts';
import type { Plan } from './plan.ts';

/** An array is made of its elements. */
export function liftArray(plan: Plan): Lift | undefined {
  const elements = plan.node['elements'] as (SyntaxNode | null)[];
  if (elements.some((element) => element?.type === 'SpreadElement')) return undefined;
  const values = elements.map((element) => (element === null ? ',' : `${plan.value(element)},`));
  return plan.finish(undefined, [plan.node.start, `[${values.join('')}]`]);
}

/** An object is made of its values. */
export function liftObject(plan: Plan): Lift | undefined {
  const properties = plan.node['properties'] as SyntaxNode[];
  const texts: string[] = [];
  for (const property of properties) {
    const isLast = property === properties.at(-1);
    const text =
      property.type === 'SpreadElement' ? spread(plan, property, isLast) : propertyText(plan, property);
    if (text === undefined) return undefined;
    texts.push(text);
  }
  return plan.finish(undefined, [plan.node.start, `{${texts.join()}}`]);
}

/** `...rest` runs getters of `rest`: before what follows. */
function spread(plan: Plan, property: SyntaxNode, isLast: boolean): string {
  const value = property['argument'] as SyntaxNode;
  return `...${isLast ? plan.value(value) : plan.valueWithin(value, '{...', '}', property.start)}`;
}

function propertyText(plan: Plan, property: SyntaxNode): string | undefined {
  const { computed, kind, method, shorthand } = property;
  if (computed || method || kind !== 'init') return undefined;
  const key = property['key'] as SyntaxNode;
  const text = plan.source.slice(key.start, key.end);
  const isName = text === '__proto__' && shorthand;
  return `${isName ? '["__proto__"]' : text}:${plan.value(property['value'] as SyntaxNode)}`;
}
