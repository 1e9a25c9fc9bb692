import { isAnonymousFunction } from '../function-names.ts';
import type { SyntaxNode } from '../../syntax.ts';
import type { Lift } from './lift.ts';
import { listOf } from './lists.ts';
import type { Plan } from './plan.ts';

/** An array is made of its elements. */
export function liftArray(plan: Plan): Lift | undefined {
  const elements = plan.node['elements'] as (SyntaxNode | null)[];
  const { start } = plan.node;
  if (elements.every((element) => element?.type !== 'SpreadElement')) {
    const values = elements.map((element) => (element === null ? ',' : `${plan.value(element)},`));
    return plan.finish([start, `[${values.join('')}]`]);
  }
  if (elements.includes(null)) return undefined;
  const list = listOf(plan, elements as SyntaxNode[], false);
  return list && plan.finish([list.text], [start, ...list.statements]);
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
  return plan.finish([plan.node.start, `{${texts.join()}}`]);
}

/** `...rest` runs getters of `rest`: before what follows. */
function spread(plan: Plan, property: SyntaxNode, isLast: boolean): string {
  const value = property['argument'] as SyntaxNode;
  return `...${isLast ? plan.value(value) : plan.valueThrough(value, ['{...', property.start, 'v}'])}`;
}

function propertyText(plan: Plan, property: SyntaxNode): string | undefined {
  const { computed, kind, method, shorthand } = property;
  // Methods belong to their object.
  if (method || kind !== 'init') return undefined;
  const key = property['key'] as SyntaxNode;
  const value = property['value'] as SyntaxNode;
  if (computed) return computedText(plan, key, value);
  const text = plan.textOf(key);
  const isName = text === '__proto__' && shorthand;
  return `${isName ? '["__proto__"]' : text}:${plan.value(value)}`;
}

/** A key that is no string or symbol becomes one before the value is looked at. */
function computedText(plan: Plan, key: SyntaxNode, value: SyntaxNode): string | undefined {
  // It would be given its name by the key.
  if (isAnonymousFunction(value) || !plan.builtins.has('Reflect')) return undefined;
  const isKey = 'typeof v=="string"||typeof v=="symbol"';
  const text = plan.valueThrough(key, [`${isKey}?v:Reflect.`, key.start, 'ownKeys({[v]:0})[0]']);
  return `[${text}]:${plan.value(value)}`;
}
