// `...a` in an array or among arguments is run through in its place, and becomes an array. What is after it is
// added to that by index: a second `...` would ask for the iterator of arrays again, which a program may have
// replaced.
import { makesCollection, makesIterable } from '../known-builtins.ts';
import type { SyntaxNode } from '../../syntax.ts';
import type { Text, Wrap } from './lift.ts';
import type { Plan } from './plan.ts';
import { memberRoot } from '../nodes.ts';
import { quotationOf } from './quotation.ts';
import { addQuoting } from './quoting.ts';

/** Elements of an array, or arguments. */
export interface List {
  /** The elements, as text, if none of them is spread; else a variable that is an array of all. */
  readonly text: string;
  readonly isArray: boolean;
  /** Statements that make the array. */
  readonly statements: Text;
  /** Of arguments like `...a, b`: V8 then calls `Reflect.apply` or `Reflect.construct` itself, and says so. */
  readonly isReflected: boolean;
}

/** Makes parts of the elements. @returns undefined if one cannot be a part. */
export function listOf(plan: Plan, elements: readonly SyntaxNode[], isArguments: boolean): List | undefined {
  const last = elements.at(-1);
  const spreads = elements.filter(isSpread);
  const isFinal = isArguments && spreads.length === 1 && last !== undefined && isSpread(last);
  const way = isArguments ? (isFinal ? 'final' : 'inner') : 'array';
  const values: string[] = [];
  for (const element of elements) {
    const value = isSpread(element) ? spreadValue(plan, element, way) : plan.value(element);
    if (value === undefined) return undefined;
    values.push(value);
  }
  if (spreads.length === 0)
    return { text: values.join(), isArray: false, statements: [], isReflected: false };
  const text = `${plan.name}r`;
  const statements = [joining(text, elements, values)];
  return { text, isArray: true, statements, isReflected: way === 'inner' };
}

function isSpread({ type }: SyntaxNode): boolean {
  return type === 'SpreadElement';
}

function joining(list: string, elements: readonly SyntaxNode[], values: readonly string[]): string {
  const first = elements.findIndex(isSpread);
  const start = first === 0 ? values[0] : `[${values.slice(0, first).join()}]`;
  const steps = values
    .slice(first || 1)
    .map((value, i) =>
      isSpread(elements[i + (first || 1)])
        ? `for(let i=0,from=${value};i<from.length;i++)${list}[${list}.length]=from[i];`
        : `${list}[${list}.length]=${value};`,
    );
  return `const ${list}=${start};${steps.join('')}`;
}

/** How V8 goes through what is spread, which it tells when it cannot. */
type Way = 'array' | 'final' | 'inner';

function spreadValue(plan: Plan, element: SyntaxNode, way: Way): string | undefined {
  const operand = element['argument'] as SyntaxNode;
  const collect = collecting(plan, way);
  if (!plan.sitePart(element, collect)) {
    const result = spreading(plan, operand, collect);
    if (result === undefined) return undefined;
    plan.part(operand, `${plan.through(result)}(`, ')');
  }
  return plan.parameter();
}

/** What is spread goes between these texts. */
function collecting(plan: Plan, way: Way): Wrap {
  if (way === 'array') return { before: '[', after: ']' };
  const isFinal = way === 'final';
  const name = `${plan.name}${isFinal ? 'c' : 'd'}`;
  plan.addOnce(name, ['...v'], [isFinal ? 'v' : '(v.length--,v)']);
  return { before: `${name}(`, after: isFinal ? ')' : ',0)' };
}

/** Spreads `v`. */
function spreading(plan: Plan, operand: SyntaxNode, { before, after }: Wrap): Text | undefined {
  const at = plan.node.start;
  if (isIterable(operand)) return [at, `${before}...v${after}`];
  // Of these V8 says other words: "f is not a function or its return value is not iterable".
  const isOther = operand.type === 'CallExpression' || memberRoot(operand).type === 'NewExpression';
  const quotation = isOther ? undefined : quotationOf(operand, plan);
  if (quotation === undefined) return undefined;
  const name = `${plan.name}q${plan.values.length}`;
  return [at, addQuoting(plan, name, quotation, 'v', { before: `${before}...`, after })];
}

function isIterable(node: SyntaxNode): boolean {
  if (node.type === 'CallExpression') return makesIterable(node);
  return node.type === 'ArrayExpression' || (node.type === 'NewExpression' && makesCollection(node));
}
