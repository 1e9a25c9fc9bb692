import type { SyntaxNode } from '../syntax.ts';

/** The name of an identifier. */
export function nameOf(identifier: unknown): string {
  return (identifier as SyntaxNode)['name'] as string;
}

/** Where V8 says a call happens: at the method's name, for a plain function at its start. */
export function callPosition(call: SyntaxNode): number {
  const callee = call['callee'] as SyntaxNode;
  return callee.type === 'MemberExpression' ? (callee['property'] as SyntaxNode).start : call.start;
}

/** The last call on an optional chain, if there is one. */
export function lastCall(expression: SyntaxNode): SyntaxNode | undefined {
  let link = expression;
  while (link.type === 'MemberExpression') link = link['object'] as SyntaxNode;
  return link.type === 'CallExpression' ? link : undefined;
}
