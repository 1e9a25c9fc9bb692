import { isAnonymousFunction, nameFromKey } from './function-names.ts';
import { nameOf } from './nodes.ts';
import type { IsOneLine } from './original-lines.ts';
import { SiteWalk } from './site-walk.ts';
import { stanceOfSource } from './stance.ts';
import type { Stance } from './stance.ts';
import { StringNames } from './string-names.ts';
import type { SyntaxNode } from './syntax.ts';

const MANY_PLACES = new Set([
  'BlockStatement',
  'ConditionalExpression',
  'LogicalExpression',
  'SequenceExpression',
]);

/** The part of the walk that deals with what declares names: patterns, functions, classes. */
export abstract class DeclarationWalk extends SiteWalk {
  protected readonly source: string;
  protected readonly strings = new StringNames();
  protected readonly isOneLine: IsOneLine;

  constructor(source: string, isOneLine: IsOneLine) {
    super();
    this.source = source;
    this.isOneLine = isOneLine;
  }

  /** Visits a value that gives its name to an anonymous function; undefined: a name not known here. */
  protected visitNamed(value: SyntaxNode, name: string | undefined): boolean {
    if (!isAnonymousFunction(value)) return this.visit(value, 'free');
    const visitParts = () =>
      value.type === 'ClassExpression' ? this.visitClass(value) : this.visitFunction(value);
    return this.maybeWrap(value, name !== undefined, visitParts, value.start, name);
  }

  /** Assigns to a variable; as what #visitPattern does with each name. */
  protected readonly assign = (name: string): void => this.bindings.refer(name, true);

  /**
   * Visits a pattern that is assigned to or declares, and what it computes on the way.
   *
   * @param bind - Called with each name.
   */
  protected visitPattern(node: SyntaxNode, bind: (name: string) => void): boolean {
    switch (node.type) {
      case 'Identifier':
        bind(nameOf(node));
        return false;
      case 'AssignmentPattern':
        return this.visitDefault(node, bind);
      case 'RestElement':
        return this.visitPattern(node['argument'] as SyntaxNode, bind);
      case 'ArrayPattern':
        return this.visitPatterns(node['elements'], bind);
      case 'ObjectPattern':
        return this.visitPatterns(node['properties'], bind);
      case 'Property': {
        const key = node['computed'] === true && this.visit(node['key'] as SyntaxNode, 'free');
        return this.visitPattern(node['value'] as SyntaxNode, bind) || key;
      }
      default:
        return this.visit(node, 'free');
    }
  }

  protected visitPatterns(nodes: unknown, bind: (name: string) => void): boolean {
    let suspends = false;
    for (const node of nodes as (SyntaxNode | null)[]) {
      if (node !== null && this.visitPattern(node, bind)) suspends = true;
    }
    return suspends;
  }

  /** @param loopBody - The body of the `for (… of …)` that the declaration is the head of. */
  protected visitDeclarations(node: SyntaxNode, loopBody: SyntaxNode | undefined): boolean {
    let suspends = false;
    for (const declarator of node['declarations'] as SyntaxNode[]) {
      const id = declarator['id'] as SyntaxNode;
      const init = declarator['init'] as SyntaxNode | null;
      const initialisedFrom = loopBody?.start ?? declarator.end;
      const bind =
        node['kind'] === 'var'
          ? (name: string) => this.bindings.declareVar(name, init !== null || loopBody !== undefined)
          : (name: string) => this.bindings.declareInBlock(name, initialisedFrom);
      if (this.visitPattern(id, bind)) suspends = true;
      if (init !== null && this.visitInitial(id, init, stanceOfSource(id, 'free'))) suspends = true;
    }
    return suspends;
  }

  /** Visits what a variable or a parameter is set to. */
  protected visitInitial(target: SyntaxNode, value: SyntaxNode, stance: Stance): boolean {
    if (target.type === 'Identifier') {
      this.strings.learn(nameOf(target), value);
      return this.visitNamed(value, nameOf(target));
    }
    return this.visit(value, stance);
  }

  protected visitDefault(node: SyntaxNode, bind: (name: string) => void): boolean {
    const left = node['left'] as SyntaxNode;
    const pattern = this.visitPattern(left, bind);
    // V8 quotes the default of a pattern for whatever value was there instead of it.
    const stance = left.type === 'MemberExpression' ? 'free' : 'quoted';
    return this.visitInitial(left, node['right'] as SyntaxNode, stance) || pattern;
  }

  protected visitLoop(node: SyntaxNode): boolean {
    const left = node['left'] as SyntaxNode;
    const body = node['body'] as SyntaxNode;
    if (left.type === 'VariableDeclaration') this.visitDeclarations(left, body);
    else this.visitPattern(left, this.assign);
    this.visit(node['right'] as SyntaxNode, node.type === 'ForOfStatement' ? 'iterated' : 'free');
    return this.visit(body, 'free');
  }

  protected visitCatch(node: SyntaxNode): boolean {
    const param = node['param'] as SyntaxNode | null;
    const body = node['body'] as SyntaxNode;
    const bind = (name: string) => this.bindings.declareInBlock(name, body.start);
    if (param !== null) this.visitPattern(param, bind);
    return this.visit(body, 'free');
  }

  protected visitFunction(node: SyntaxNode): boolean {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const body = node['body'] as SyntaxNode;
    this.functionStarts.push(this.functionStart(node));
    this.bindings.inFunction(isArrow, () => {
      if (node.type === 'FunctionExpression' && node['id'] !== null)
        this.bindings.declareUnknown(nameOf(node['id']));
      this.visitPatterns(node['params'], (name) => this.bindings.declareParameter(name, body.start));
      // The body of `x => ({ x })`, if it starts on the line of its arrow, has a frame on that line already.
      const hasFrame = !MANY_PLACES.has(body.type) && this.isOneLine(node.start, body.start);
      if (body.type === 'BlockStatement') this.visitChildren(body);
      else this.visit(body, hasFrame ? 'fixed' : 'free');
    });
    return false;
  }

  /** V8 lets a function start at its parameters, or at `async`. */
  protected functionStart(node: SyntaxNode): number {
    if (node.type === 'ArrowFunctionExpression') return node.start;
    const id = node['id'] as SyntaxNode | null;
    return this.source.indexOf('(', id?.end ?? node.start);
  }

  protected visitClass(node: SyntaxNode): boolean {
    this.functionStarts.push(node.start);
    return this.bindings.inBlock(false, () => {
      // Inside, the class has a binding of its own.
      if (node['id'] !== null) this.bindings.declareUnknown(nameOf(node['id']));
      let suspends = this.visitOptional(node['superClass'], 'free');
      for (const member of (node['body'] as SyntaxNode)['body'] as SyntaxNode[]) {
        if (member['computed'] && this.visit(member['key'] as SyntaxNode, 'free')) suspends = true;
        this.visitMemberValue(member);
      }
      return suspends;
    });
  }

  protected visitMemberValue(member: SyntaxNode): void {
    const value = member['value'] as SyntaxNode | null;
    if (member.type === 'MethodDefinition') this.visitFunction(value as SyntaxNode);
    else if (member.type === 'StaticBlock') {
      this.bindings.inFunction(false, () => this.visitAll(member['body'], 'free'));
    } else if (member.type !== 'PropertyDefinition') throw new Error(`unknown syntax: ${member.type}`);
    else if (value !== null)
      this.bindings.inFunction(false, () => this.visitNamed(value, nameFromKey(member)));
  }
}
