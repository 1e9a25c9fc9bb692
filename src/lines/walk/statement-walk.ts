import { LiteralWalk } from './literal-walk.ts';
import { nameOf } from './nodes.ts';
import type { SyntaxNode } from '../syntax.ts';

/** The part of the walk that deals with statements. */
export abstract class StatementWalk extends LiteralWalk {
  /** Visits a statement, or another node whose parts need no special care. */
  protected visitStatement(node: SyntaxNode): boolean {
    switch (node.type) {
      case 'BlockStatement':
      case 'SwitchStatement':
      case 'ForStatement':
        return this.#inBlock(node, this.visitChildren);
      case 'VariableDeclaration':
        return this.visitDeclarations(node, undefined, false);
      case 'FunctionDeclaration':
        if (node['id'] !== null) this.bindings.scopes.declareFunction(nameOf(node['id']));
        return this.visitFunction(node);
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#inBlock(node, this.visitLoop);
      case 'CatchClause':
        return this.#inBlock(node, this.visitCatch);
      case 'ClassDeclaration':
        if (node['id'] !== null) this.bindings.scopes.declareInBlock(nameOf(node['id']), node.end);
        return this.visitClass(node);
      case 'WithStatement':
        this.bindings.becomeDynamic();
        return this.visitChildren(node);
      case 'ExportDefaultDeclaration':
        return this.visitNamed(node['declaration'] as SyntaxNode, 'default');
      default:
        return this.visitChildren(node);
    }
  }

  #inBlock(node: SyntaxNode, visit: (node: SyntaxNode) => boolean): boolean {
    this.bindings.scopes.enterBlock(node.start, node.type === 'SwitchStatement');
    const suspends = visit.call(this, node);
    this.bindings.scopes.leave();
    return suspends;
  }
}
