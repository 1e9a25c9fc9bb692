import { parse } from 'acorn';
import type { Node, Options } from 'acorn';

/** How a file is loaded: as an ES module, or as CommonJS. */
export type SourceFormat = 'module' | 'commonjs';

/** A node of acorn's tree, read by property name: the walk is driven by tables, not by types. */
export type SyntaxNode = Node & Record<string, unknown>;

/** A parsed file. */
export interface Syntax {
  readonly program: SyntaxNode;
  /** Offsets where the parser had to supply a semicolon that is not in the text, ascending. */
  readonly missingSemicolons: readonly number[];
}

/**
 * Parses JavaScript as Node would load it.
 *
 * @throws SyntaxError when it is not JavaScript of that format.
 */
export function parseSource(source: string, format: SourceFormat): Syntax {
  const missingSemicolons: number[] = [];
  const options: Options = {
    ecmaVersion: 'latest',
    sourceType: format,
    allowHashBang: true,
    onInsertedSemicolon: (offset) => missingSemicolons.push(offset),
  };
  const program = parse(source, options) as unknown as SyntaxNode;
  // A parser that backtracks reports some twice, and not always in order.
  const offsets = [...new Set(missingSemicolons)].toSorted((a, b) => a - b);
  return { program, missingSemicolons: offsets };
}
