// V8 quotes the program in "a.b(…).c is not a function" and "… is not iterable". A text that V8 prints in the
// same words, but that evaluates to something else and does nothing, is put together here. `({a:x}?.a)` is what
// V8 calls "(intermediate value)", as it does what was awaited.
import { nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import type { Plan } from './plan.ts';

// Names that cannot be parameters everywhere.
const UNFIT =
  /^(arguments|async|await|eval|implements|interface|let|package|private|protected|public|static|yield)$/;

/** Whether a name can be that of a parameter everywhere. */
export function fitsParameter(name: string): boolean {
  return !UNFIT.test(name);
}

/** One step of `a.b[c]().d`: its text, and what must be there for it to lead on to a value. */
export interface Link {
  readonly text: string;
  readonly at: number;
  readonly holding: (value: string) => string;
}

/** An expression that can be quoted. */
export interface Quotation {
  /** A variable, `this`, or what the value is put into. */
  readonly root: string | ((value: string) => string);
  readonly links: readonly Link[];
  /** Variables that are keys. */
  readonly keys: readonly string[];
}

/** @returns undefined when it is not known how V8 prints it. */
export function quotationOf(node: SyntaxNode, plan: Plan): Quotation | undefined {
  const links: Link[] = [];
  const keys: string[] = [];
  let inner = node;
  while (inner.type === 'MemberExpression' || inner.type === 'CallExpression') {
    const link = inner.type === 'CallExpression' ? callLink(inner) : memberLink(inner, keys, plan);
    if (link === undefined) return undefined;
    links.unshift(link);
    inner = inner[inner.type === 'CallExpression' ? 'callee' : 'object'] as SyntaxNode;
  }
  const root = rootOf(inner, plan);
  if (root === undefined || (typeof root === 'string' && keys.includes(root))) return undefined;
  return { root, links, keys };
}

function callLink(call: SyntaxNode): Link {
  const text = call['optional'] ? '?.()' : '()';
  return { text, at: call.start, holding: (value) => `()=>(${value})` };
}

function memberLink(member: SyntaxNode, keys: string[], plan: Plan): Link | undefined {
  const property = member['property'] as SyntaxNode;
  const dot = member['optional'] ? '?.' : '';
  const at = property.start;
  if (!member['computed']) {
    const name = nameOf(property);
    if (name === '__proto__' || name === 'stackTraceLimit') return undefined;
    if (property.type === 'PrivateIdentifier') {
      const isOwn = (member['object'] as SyntaxNode).type === 'ThisExpression' && dot === '';
      return isOwn ? { text: `.#${name}`, at, holding: (value) => value } : undefined;
    }
    return { text: `${dot || '.'}${name}`, at, holding: (value) => `{${name}:${value}}` };
  }
  if (plan.isShortLiteral(property) && property['value'] !== '__proto__') {
    const text = plan.textOf(property);
    return { text: `${dot}[${text}]`, at, holding: (value) => `{[${text}]:${value}}` };
  }
  if (property.type === 'Identifier' && fitsParameter(nameOf(property))) {
    const name = nameOf(property);
    if (!keys.includes(name)) keys.push(name);
    return { text: `${dot}[${name}]`, at, holding: (value) => `[${value}]` };
  }
  if (!isIntermediate(property)) return undefined;
  return { text: `${dot}[${intermediate('0')}]`, at, holding: (value) => `[${value}]` };
}

function rootOf(node: SyntaxNode, plan: Plan): Quotation['root'] | undefined {
  if (node.type === 'ThisExpression') return 'this';
  if (node.type === 'Identifier') return fitsParameter(nameOf(node)) ? nameOf(node) : undefined;
  if (node.type === 'ConditionalExpression') return (value) => `(1?${value}:0)`;
  if (isIntermediate(node)) return intermediate;
  const { left, right, operator } = node;
  if (node.type !== 'LogicalExpression' || operator === '&&' || !isIntermediate(left as SyntaxNode)) {
    return undefined;
  }
  return plan.textOf(right as SyntaxNode) === '[]'
    ? (value) => `(${intermediate(value)}${String(operator)}[])`
    : undefined;
}

const INTERMEDIATE = /^(Await|Yield|New|Chain)Expression$|^Super$/;

function isIntermediate({ type }: SyntaxNode): boolean {
  return INTERMEDIATE.test(type);
}

function intermediate(value: string): string {
  return `({a:${value}}?.a)`;
}
