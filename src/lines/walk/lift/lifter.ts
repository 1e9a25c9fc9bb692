// An expression that awaits or yields cannot be evaluated in another function. Its parts can be evaluated
// where it stands, in their order, and its last step, which allocates, in a function that gets their values:
// `{ role, content: await ask() }` becomes `$m1(role,await ask())`, with
// `function $m1(v1,v2){return ({role:v1,content:v2})}`. That is done for expressions whose last step comes
// after all of their parts. Where an earlier step has effects of its own, it is a function too:
//  - the method of a call is looked up before its arguments: `$m1b(list)` gives receiver and method;
//  - `...rest` is copied, a key made a property key, and a value in a template made a string, before what follows.
import type { SyntaxNode } from '../../syntax.ts';
import { Builtins } from './builtins.ts';
import { liftCall } from './calls.ts';
import { liftNew } from './constructions.ts';
import type { Lift } from './lift.ts';
import { liftArray, liftObject } from './literals.ts';
import { liftMethodCall } from './method-calls.ts';
import { liftOptionalCall } from './optional-calls.ts';
import { Plan } from './plan.ts';
import { liftAddition, liftAppending, liftTemplate } from './strings.ts';

/** Plans how to lift the parts out of the expressions of a source. */
export class Lifter {
  readonly #source: string;
  readonly #prefix: string;
  readonly #builtins: Builtins;
  #count = 0;

  /** @param prefix - A start for names that the source does not use. */
  constructor(source: string, prefix: string) {
    this.#source = source;
    this.#prefix = prefix;
    this.#builtins = new Builtins(source);
  }

  /** @returns undefined when the order of evaluation might change, or what V8 says when it fails. */
  lift(node: SyntaxNode): Lift | undefined {
    const plan = new Plan(`${this.#prefix}w${++this.#count}`, this.#source, node, this.#builtins);
    switch (node.type) {
      case 'ArrayExpression':
        return liftArray(plan);
      case 'ObjectExpression':
        return liftObject(plan);
      case 'TemplateLiteral':
        return liftTemplate(plan);
      case 'BinaryExpression':
        return liftAddition(plan);
      case 'AssignmentExpression':
        return liftAppending(plan);
      case 'NewExpression':
        return liftNew(plan);
      case 'CallExpression':
        return (node['callee'] as SyntaxNode).type === 'Identifier' ? liftCall(plan) : liftMethodCall(plan);
      case 'ChainExpression':
        return liftOptionalCall(plan);
      default:
        return undefined;
    }
  }
}
