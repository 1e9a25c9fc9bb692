import { CallWalk } from './call-walk.ts';
import { isAnonymousFunction } from './function-names.ts';
import { nameOf } from './nodes.ts';
import { inside, isFailing, quoted, stanceOfSource } from './stance.ts';
import type { Stance } from './stance.ts';
import type { SyntaxNode } from '../syntax.ts';

/** The part of the walk that deals with operators. */
export abstract class OperatorWalk extends CallWalk {
  protected visitUnary(node: SyntaxNode, stance: Stance): boolean {
    const inner = node['operator'] === 'delete' ? 'fixed' : quoted(stance);
    return this.visit(node['argument'] as SyntaxNode, inner);
  }

  protected visitLogical(node: SyntaxNode, stance: Stance): boolean {
    // V8 prints both sides of "(a ?? []) is not iterable".
    const side = isFailing(stance) ? 'quoted' : stance;
    const left = this.visit(node['left'] as SyntaxNode, inside(side));
    return this.#visitChoice(node['right'] as SyntaxNode, side) || left;
  }

  protected visitConditional(node: SyntaxNode, stance: Stance): boolean {
    const test = this.visit(node['test'] as SyntaxNode, 'free');
    const consequent = this.#visitChoice(node['consequent'] as SyntaxNode, stance);
    return this.#visitChoice(node['alternate'] as SyntaxNode, stance) || consequent || test;
  }

  /** One of the values of `a || b` and `a ? b : c`; V8 finds names for functions there, too. */
  #visitChoice(node: SyntaxNode, stance: Stance): boolean {
    return this.visit(node, isAnonymousFunction(node) ? 'fixed' : inside(stance));
  }

  protected visitAssignment(node: SyntaxNode, stance: Stance): boolean {
    const left = node['left'] as SyntaxNode;
    const right = node['right'] as SyntaxNode;
    const operator = node['operator'];
    if (operator === '+=') return this.#visitAppending(node, left, right, stance);
    if (left.type === 'MemberExpression' && isAnonymousFunction(right)) {
      // In stack traces V8 calls the function by what it is assigned to: it looks at the text for that.
      const open = this.openSite(node, stance === 'free');
      const target = this.visit(left, 'free');
      const suspends = this.visit(right, 'fixed') || target;
      return this.closeSite(open, node, suspends, { position: right.start });
    }
    const target = this.visitPattern(left, this.assign);
    if (left.type === 'Identifier') {
      // A name in parentheses, `(f) = …`, is not given to the function.
      const names = left.start === node.start && /^(|&&|\|\||\?\?)=$/.test(operator as string);
      if (names && isAnonymousFunction(right))
        return this.visitNamed(right, left['name'] as string) || target;
    }
    if (this.isCommonJs && this.#isModuleExports(left, right)) return this.visit(right, 'quoted') || target;
    return this.visit(right, stanceOfSource(left, inside(stance))) || target;
  }

  #visitAppending(node: SyntaxNode, left: SyntaxNode, right: SyntaxNode, stance: Stance): boolean {
    const builds = stance === 'free' && (this.strings.isString(left) || this.strings.isString(right));
    const open = this.openSite(node, builds);
    const isTarget = this.visitPattern(left, this.assign);
    const suspends = this.visit(right, 'free') || isTarget;
    const target = left.type === 'Identifier' && left.start === node.start ? nameOf(left) : undefined;
    return this.closeSite(open, node, suspends, { target });
  }

  /** `module.exports = {…}`: Node reads the names of the exports from the text. */
  #isModuleExports(left: SyntaxNode, right: SyntaxNode): boolean {
    return right.type === 'ObjectExpression' && this.source.slice(left.start, left.end).endsWith('exports');
  }

  protected visitBinary(node: SyntaxNode, stance: Stance): boolean {
    const left = node['left'] as SyntaxNode;
    const right = node['right'] as SyntaxNode;
    const isAddition = node['operator'] === '+';
    const wrap = stance === 'free' && isAddition && this.strings.isBuilt(left, right);
    const open = this.openSite(node, wrap);
    // A chain of additions is one site: its parts are joined into one string.
    const inner = isAddition && left.type === 'BinaryExpression' && left['operator'] === '+' && wrap;
    const leftSuspends = this.visit(left, inner ? 'fixed' : quoted(stance));
    return this.closeSite(open, node, this.visit(right, quoted(stance)) || leftSuspends);
  }
}
