import { CHILDREN } from './walk/children.ts';
import { parseSource } from './syntax.ts';
import type { SyntaxNode } from './syntax.ts';

/**
 * Where V8 says an error was thrown that was made at an offset: at the `throw` it was made for, or, for one
 * that V8 made itself, right there.
 *
 * @returns undefined when the text does not tell: it may have been kept, or caught and thrown again.
 */
export function throwOffset(source: string, offset: number): number | undefined {
  const path = pathTo(parse(source), offset);
  const inFunction = path.slice(path.findLastIndex((node) => /Function/.test(node.type)) + 1);
  if (
    inFunction.some(
      (node, i) => node.type === 'TryStatement' && node['handler'] && inFunction[i + 1] === node['block'],
    )
  ) {
    return undefined;
  }
  const statement = inFunction.findLast((node) => node.type === 'ThrowStatement');
  if (statement !== undefined) return statement.start;
  const made = path.findLast((node) => node.type === 'NewExpression' || node.type === 'CallExpression');
  const callee = made?.start === offset ? (made['callee'] as SyntaxNode) : undefined;
  return callee !== undefined && source.slice(callee.start, callee.end).endsWith('Error')
    ? undefined
    : offset;
}

function parse(source: string): SyntaxNode {
  try {
    return parseSource(source, 'module').program;
  } catch {
    return parseSource(source, 'commonjs').program;
  }
}

/** The nodes around an offset, outermost first. */
function pathTo(program: SyntaxNode, offset: number): SyntaxNode[] {
  const path: SyntaxNode[] = [];
  let node: SyntaxNode | undefined = program;
  while (node !== undefined) {
    path.push(node);
    node = childrenOf(node).find((child) => child.start <= offset && offset < child.end);
  }
  return path;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const values = (CHILDREN.get(node.type) ?? Object.keys(node)).map((key) => node[key]);
  return values
    .flat()
    .filter((value) => typeof (value as SyntaxNode | null)?.type === 'string') as SyntaxNode[];
}
