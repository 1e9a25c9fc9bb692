import { Parser } from 'acorn';
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
 * Told of each node when all of its text is read, children first. A node's children can be dropped then: most
 * of the time it takes to parse is spent on moving a large tree about.
 *
 * @param isStrict - Whether the code around the node is strict.
 */
export type NodeListener = (node: SyntaxNode, isStrict: boolean) => void;

/** What acorn's plugins override, of the parser. */
interface ParserParts {
  readonly strict: boolean;
  finishNode(node: SyntaxNode, type: string): SyntaxNode;
}

type ParserClass = new (options: Options, source: string) => ParserParts & { parse(): SyntaxNode };

/** acorn with its way to finish a node extended. */
class TellingParser extends (Parser as unknown as ParserClass) {
  readonly #listener: NodeListener;

  constructor(options: Options, source: string, listener: NodeListener) {
    super(options, source);
    this.#listener = listener;
  }

  override finishNode(node: SyntaxNode, type: string): SyntaxNode {
    const finished = super.finishNode(node, type);
    this.#listener(finished, this.strict);
    return finished;
  }
}

/**
 * Parses JavaScript as Node would load it.
 *
 * @throws SyntaxError when it is not JavaScript of that format.
 */
export function parseSource(source: string, format: SourceFormat, listener: NodeListener = () => {}): Syntax {
  const missingSemicolons: number[] = [];
  const options: Options = {
    ecmaVersion: 'latest',
    sourceType: format,
    allowHashBang: true,
    onInsertedSemicolon: (offset) => missingSemicolons.push(offset),
  };
  const program = new TellingParser(options, source, listener).parse();
  // A parser that backtracks reports some twice, and not always in order.
  const offsets = [...new Set(missingSemicolons)].toSorted((a, b) => a - b);
  return { program, missingSemicolons: offsets };
}
