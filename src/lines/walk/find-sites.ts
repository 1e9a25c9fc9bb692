import { ExpressionWalk } from './expression-walk.ts';
import type { Found } from './expression-walk.ts';
import { hasStrictDirective } from './function-walk.ts';
import type { IsOneLine } from '../original-lines.ts';
import { parseSource } from '../syntax.ts';
import type { SourceFormat } from '../syntax.ts';

/** What is to be changed in a file. */
export interface Findings extends Found {
  /** Offsets where the parser had to supply a semicolon that is not in the text, ascending. */
  readonly missingSemicolons: readonly number[];
}

/**
 * Parses a file and finds the expressions that allocate and can be wrapped.
 *
 * @param starts - Offsets of the lines of the source.
 * @param prefix - A start for names that the source does not use.
 * @throws SyntaxError when it is not JavaScript of that format, and Error on a kind of syntax it does not know.
 */
export function findSites(
  source: string,
  starts: readonly number[],
  format: SourceFormat,
  prefix: string,
  isOneLine: IsOneLine,
): Findings {
  const walk = new ExpressionWalk(source, prefix, isOneLine, format === 'commonjs');
  const { program, missingSemicolons } = parseSource(source, format, walk.listen);
  const isStrict = format === 'module' || hasStrictDirective(program);
  return { ...walk.finish(program, starts, isStrict, format === 'module'), missingSemicolons };
}
