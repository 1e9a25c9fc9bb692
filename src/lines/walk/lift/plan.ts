import type { SyntaxNode } from '../../syntax.ts';
import type { Lift, LiftedFunction, LiftedPart, SpareSite, Text, Wrap } from './lift.ts';
import type { Builtins } from './builtins.ts';
import { spareOf, spareWithin } from './spare-sites.ts';

/** Collects what an expression is to become, part by part in the order of evaluation. */
export class Plan {
  readonly name: string;
  readonly source: string;
  readonly node: SyntaxNode;
  readonly builtins: Builtins;
  readonly #parts: LiftedPart[] = [];
  /** Parameters of the last step. */
  readonly #values: string[] = [];
  readonly #functions: LiftedFunction[] = [];

  /** @param name - A name, and the start of more, that the source does not use. */
  constructor(name: string, source: string, node: SyntaxNode, builtins: Builtins) {
    this.builtins = builtins;
    this.name = name;
    this.source = source;
    this.node = node;
  }

  /** A value of the last step: the text of a literal, or a parameter for a part that is evaluated outside. */
  value(node: SyntaxNode): string {
    if (this.isShortLiteral(node)) return this.textOf(node);
    this.part(node);
    return this.parameter();
  }

  /** The same of what goes through a function at once. @param result - What that returns, of `v`. */
  valueThrough(node: SyntaxNode, result: Text): string {
    if (this.isShortLiteral(node)) return this.textOf(node);
    this.part(node, `${this.through(result)}(`, ')');
    return this.parameter();
  }

  /** Adds a function that a part goes through. @returns Its name. */
  through(result: Text): string {
    const name = `${this.name}p${this.#functions.length}`;
    this.add(name, ['v'], result);
    return name;
  }

  /** Whether it is a literal that can be written again on one line. */
  isShortLiteral(node: SyntaxNode): boolean {
    return (
      node.type === 'Literal' && node['regex'] === undefined && !/[\n\r\u2028\u2029]/.test(this.textOf(node))
    );
  }

  textOf({ start, end }: SyntaxNode): string {
    return this.source.slice(start, end);
  }

  /** Adds a parameter of the last step. */
  parameter(name = `${this.name}v${this.#values.length}`): string {
    this.#values.push(name);
    return name;
  }

  /** Adds a part, between texts. */
  part(node: SyntaxNode, before = '', after = ''): void {
    const [open, close] = needsParentheses(node) ? ['(', ')'] : ['', ''];
    this.#push(node, before + open, close + after, spareWithin(node));
  }

  /** Adds a part that is made a site between texts, if it can be one. */
  sitePart(node: SyntaxNode, wrap: Wrap): boolean {
    const spare = spareOf(node);
    if (spare === undefined) return false;
    this.#push(node, '', '', { ...spare, wrap });
    return true;
  }

  #push({ start, end }: SyntaxNode, before: string, after: string, site: SpareSite | undefined): void {
    this.#parts.push({ start, end, before: this.#parts.length === 0 ? before : `,${before}`, after, site });
  }

  /** Adds a function besides that of the last step. */
  add(name: string, parameters: readonly string[], result: Text, statements: Text = []): void {
    this.#functions.push({ name, parameters, statements, result });
  }

  /** The same, unless there is one of the name. */
  addOnce(name: string, parameters: readonly string[], result: Text): void {
    if (this.#functions.every((known) => known.name !== name)) this.add(name, parameters, result);
  }

  /** Ends with a function that does the last step. @param first - What is passed to it before the parts. */
  finish(result: Text, statements: Text = [], first: Text = []): Lift {
    const { name } = this;
    const last = { name, parameters: this.#values, statements, result };
    return this.#lift([`${name}(`, ...first], [last, ...this.#functions], this.node.end);
  }

  /** Ends with a call by the parts after the first of what a function makes of the first. */
  finishCalling(maker: string, end: number): Lift {
    const [head, next, ...rest] = this.#parts;
    const parts = [{ ...head, after: `${head.after})?.(` }];
    if (next !== undefined) parts.push({ ...next, before: next.before.slice(1) }, ...rest);
    return { ...this.#lift([`${maker}(`], this.#functions, end), parts };
  }

  /** The parameters that stand for the parts so far. */
  get values(): readonly string[] {
    return this.#values;
  }

  #lift(open: Text, functions: readonly LiftedFunction[], end: number): Lift {
    return { open, parts: this.#parts, close: ')', end, functions };
  }
}

/**
 * Parentheses around a part stay out of its text. Among arguments, commas need some, and so does `{ a } = b`: V8
 * refuses `f([g()], { a } = b)`.
 */
function needsParentheses({ type, left }: SyntaxNode): boolean {
  return (
    type === 'SequenceExpression' ||
    (type === 'AssignmentExpression' && (left as SyntaxNode).type.endsWith('Pattern'))
  );
}
