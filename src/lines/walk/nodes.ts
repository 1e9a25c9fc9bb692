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
  const link = memberRoot(expression);
  return link.type === 'CallExpression' ? link : undefined;
}

/** Whether a link of an optional chain holds a `?.`, where the chain may end. */
export function hasOptional(node: SyntaxNode): boolean {
  let link = node;
  while (link.type === 'MemberExpression' || link.type === 'CallExpression') {
    if (link['optional'] === true) return true;
    link = link[link.type === 'CallExpression' ? 'callee' : 'object'] as SyntaxNode;
  }
  return false;
}

/** What members are taken of: `f(x)` of `f(x).a.b`. */
export function memberRoot(expression: SyntaxNode): SyntaxNode {
  let root = expression;
  while (root.type === 'MemberExpression') root = root['object'] as SyntaxNode;
  return root;
}
