import type { SyntaxNode } from '../syntax.ts';

/** Whether an expression is a function or class without a name of its own. */
export function isAnonymousFunction(node: SyntaxNode): boolean {
  switch (node.type) {
    case 'ArrowFunctionExpression':
      return true;
    case 'FunctionExpression':
    case 'ClassExpression':
      return node['id'] === null;
    default:
      return false;
  }
}

/**
 * The name a property or class field gives to an anonymous function that is its value.
 *
 * @returns undefined when it is known only when the program runs, or when the language gives none.
 */
export function nameFromKey(property: SyntaxNode): string | undefined {
  const key = property['key'] as SyntaxNode;
  if (property['computed']) return undefined;
  if (key.type === 'PrivateIdentifier') return `#${String(key['name'])}`;
  if (key.type === 'Identifier') return String(key['name']);
  const value = key['value'];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
