import { nameOf } from '../nodes.ts';
import type { SyntaxNode } from '../../syntax.ts';
import type { Lift, LiftedFunction, LiftedPart } from './lift.ts';

/** Collects what an expression is to become, part by part in the order of evaluation. */
export class Plan {
  readonly name: string;
  readonly source: string;
  readonly node: SyntaxNode;
  readonly #parts: LiftedPart[] = [];
  /** Parameters of the last step. */
  readonly #values: string[] = [];
  readonly #functions: LiftedFunction[] = [];

  /** @param name - A name, and the start of more, that the source does not use. */
  constructor(name: string, source: string, node: SyntaxNode) {
    this.name = name;
    this.source = source;
    this.node = node;
  }

  /** A value of the last step: the text of a literal, or a parameter for a part that is evaluated outside. */
  value(node: SyntaxNode): string {
    const text = this.source.slice(node.start, node.end);
    if (node.type === 'Literal' && node['regex'] === undefined && !/[\n\r\u2028\u2029]/.test(text))
      return text;
    this.part(node, undefined);
    return this.parameter();
  }

  /** The same of what, between two texts, is evaluated at once. @param position - Where that may fail. */
  valueWithin(node: SyntaxNode, open: string, close: string, position: number): string {
    if (node.type === 'Literal' && node['regex'] === undefined) return this.value(node);
    const through = `${this.name}p${this.#parts.length}`;
    this.add(through, ['v'], [open, position, `v${close}`]);
    this.part(node, through);
    return this.parameter();
  }

  /** Adds a parameter of the last step for a value that is none of the parts'. */
  parameter(name = `${this.name}v${this.#values.length}`): string {
    this.#values.push(name);
    return name;
  }

  /** Adds a part. @param through - A function that it goes through. */
  part({ type, start, end }: SyntaxNode, through: string | undefined): void {
    // Parentheses around a part stay out of its text; here, commas need some.
    const isSequence = type === 'SequenceExpression';
    const before = `${through === undefined ? '' : `${through}(`}${isSequence ? '(' : ''}`;
    const after = `${isSequence ? ')' : ''}${through === undefined ? '' : ')'}`;
    this.#parts.push({ start, end, before, after });
  }

  /** Adds a function besides that of the last step. */
  add(name: string, parameters: readonly string[], body: readonly (string | number)[]): void {
    this.#functions.push({ name, parameters, body });
  }

  /** @param body - The last step. */
  finish(first: SyntaxNode | undefined, body: readonly (string | number)[]): Lift {
    const last = { name: this.name, parameters: this.#values, body };
    return {
      name: this.name,
      first: first && {
        name: nameOf(first),
        at: first.start,
        isAssigned: this.node.type === 'AssignmentExpression',
      },
      parts: this.#parts.map((part, i) =>
        i > 0 || first !== undefined ? { ...part, before: `,${part.before}` } : part,
      ),
      functions: [last, ...this.#functions],
    };
  }
}
