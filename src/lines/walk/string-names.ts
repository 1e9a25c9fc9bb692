import type { SyntaxNode } from '../syntax.ts';

const MAKES_STRINGS = new Set(
  'toString join String toFixed padStart padEnd repeat stringify trim toUpperCase toLowerCase substring'.split(
    ' ',
  ),
);

/**
 * Guesses whether `+` joins strings. A guess is enough: it decides only whether an addition is worth a site
 * of its own, and wrapping every addition of numbers would slow down the loops that do nothing else.
 */
export class StringNames {
  readonly #names = new Set<string>();

  /** Takes note of what a variable is set to. Scopes are ignored. */
  learn(name: string, value: SyntaxNode): void {
    if (this.isString(value)) this.#names.add(name);
  }

  /** Whether an expression is, as far as its text tells, a string. */
  isString(node: SyntaxNode): boolean {
    switch (node.type) {
      case 'Literal':
        return typeof node['value'] === 'string';
      case 'TemplateLiteral':
        return true;
      case 'Identifier':
        return this.#names.has(node['name'] as string);
      case 'BinaryExpression':
        return (
          node['operator'] === '+' && this.isBuilt(node['left'] as SyntaxNode, node['right'] as SyntaxNode)
        );
      case 'CallExpression': {
        const callee = node['callee'] as SyntaxNode;
        const named = callee.type === 'MemberExpression' ? (callee['property'] as SyntaxNode) : callee;
        return MAKES_STRINGS.has(named['name'] as string);
      }
      default:
        return false;
    }
  }

  /** Whether `left + right` makes a string when the program runs. Two literals are joined by the compiler. */
  isBuilt(left: SyntaxNode, right: SyntaxNode): boolean {
    if (left.type === 'Literal' && right.type === 'Literal') return false;
    return this.isString(left) || this.isString(right);
  }
}
