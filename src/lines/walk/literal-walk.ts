import { nameFromKey } from './function-names.ts';
import { OperatorWalk } from './operator-walk.ts';
import { quoted } from './stance.ts';
import type { Stance } from './stance.ts';
import type { SyntaxNode } from '../syntax.ts';

/** The part of the walk that deals with literals. */
export abstract class LiteralWalk extends OperatorWalk {
  protected visitLiteral(node: SyntaxNode, stance: Stance): boolean {
    const open = this.openSite(node, stance === 'free' && node['regex'] !== undefined);
    return this.closeSite(open, node, false);
  }

  protected visitArray(node: SyntaxNode, stance: Stance): boolean {
    const wrap = stance === 'free' || stance === 'iterated';
    const open = this.openSite(node, wrap);
    return this.closeSite(open, node, this.visitAll(node['elements'], wrap ? 'free' : 'quoted'));
  }

  protected visitSpread(node: SyntaxNode, stance: Stance): boolean {
    const open = this.openSpare(node);
    const inner = stance === 'free' ? 'iterated' : 'quoted';
    return this.closeSpare(open, node, this.visit(node['argument'] as SyntaxNode, inner));
  }

  protected visitTemplate(node: SyntaxNode, stance: Stance): boolean {
    const expressions = node['expressions'] as unknown[];
    const open = this.openSite(node, stance === 'free' && expressions.length > 0);
    return this.closeSite(open, node, this.visitAll(expressions, quoted(stance)));
  }

  protected visitTaggedTemplate(node: SyntaxNode, stance: Stance): boolean {
    const open = this.openSite(node, stance === 'free');
    const tag = this.visit(node['tag'] as SyntaxNode, 'quoted');
    const values = this.visitAll((node['quasi'] as SyntaxNode)['expressions'], 'free');
    return this.closeSite(open, node, values || tag);
  }

  protected visitObject(node: SyntaxNode, stance: Stance): boolean {
    const open = this.openSite(node, stance === 'free');
    return this.closeSite(open, node, this.#visitProperties(node));
  }

  #visitProperties(node: SyntaxNode): boolean {
    let suspends = false;
    for (const property of node['properties'] as SyntaxNode[]) {
      if (property.type === 'SpreadElement') {
        // Unlike in a call or an array, spreading undefined is no error here, and nothing is quoted.
        if (this.visit(property['argument'] as SyntaxNode, 'free')) suspends = true;
      } else if (this.#visitProperty(property)) suspends = true;
    }
    return suspends;
  }

  #visitProperty(property: SyntaxNode): boolean {
    const key = property['computed'] && this.visit(property['key'] as SyntaxNode, 'free');
    const value = property['value'] as SyntaxNode;
    if (property['method'] || property['kind'] !== 'init') return this.visitFunction(value) || key === true;
    const name = nameFromKey(property);
    // `__proto__: f` sets the prototype and names nothing.
    if (name === '__proto__') return this.visit(value, 'free') || key === true;
    return this.visitNamed(value, name) || key === true;
  }

  protected visitFunctionExpression(node: SyntaxNode, stance: Stance): boolean {
    const open = this.openSite(node, stance === 'free');
    return this.closeSite(open, node, this.visitFunction(node));
  }

  protected visitClassExpression(node: SyntaxNode, stance: Stance): boolean {
    const open = this.openSite(node, stance === 'free');
    return this.closeSite(open, node, this.visitClass(node));
  }
}
