import { isAnonymousFunction } from './function-names.ts';
import { Lifter } from './lift/lifter.ts';
import { nameOf } from './nodes.ts';
import type { IsOneLine } from '../original-lines.ts';
import { SiteWalk } from './site-walk.ts';
import { STACK_LIMIT } from '../stack-limit.ts';
import { stanceOfSource } from './stance.ts';
import type { Stance } from './stance.ts';
import { StringNames } from './string-names.ts';
import type { SyntaxNode } from '../syntax.ts';

/** The property that stands for `Error.stackTraceLimit`. */
export const LIMIT_KEY = `[Symbol.for(${JSON.stringify(STACK_LIMIT)})]`;

/** The part of the walk that deals with what declares variables and sets them. */
export abstract class DeclarationWalk extends SiteWalk {
  protected readonly source: string;
  protected readonly strings = new StringNames();
  protected readonly isOneLine: IsOneLine;
  /** Whether errors may be made under a limit of stack frames that is another when they are looked at. */
  protected readonly setsLimit: boolean;

  /** @param prefix - A start for names that the source does not use. */
  constructor(source: string, prefix: string, isOneLine: IsOneLine) {
    super(new Lifter(source, prefix));
    this.source = source;
    this.isOneLine = isOneLine;
    this.setsLimit = source.includes('stackTraceLimit');
  }

  protected abstract visitFunction(node: SyntaxNode): boolean;
  protected abstract visitClass(node: SyntaxNode): boolean;

  /** Visits a value that gives its name to an anonymous function; undefined: a name not known here. */
  protected visitNamed(value: SyntaxNode, name: string | undefined): boolean {
    if (!isAnonymousFunction(value)) return this.visit(value, 'free');
    const open = this.openSite(value, name !== undefined);
    const suspends = value.type === 'ClassExpression' ? this.visitClass(value) : this.visitFunction(value);
    return this.closeSite(open, value, suspends, { name });
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

  /**
   * @param loopBody - The body of the `for (… of …)` that the declaration is the head of.
   * @param isOwn - It is a statement of the function itself, in none of its blocks and loops.
   */
  protected visitDeclarations(node: SyntaxNode, loopBody: SyntaxNode | undefined, isOwn: boolean): boolean {
    let suspends = false;
    for (const declarator of node['declarations'] as SyntaxNode[]) {
      const id = declarator['id'] as SyntaxNode;
      const init = declarator['init'] as SyntaxNode | null;
      const initialisedFrom = loopBody?.start ?? declarator.end;
      const onceAt = isOwn ? declarator.end : undefined;
      const bind =
        node['kind'] === 'var'
          ? (name: string) => this.bindings.declareVar(name, init !== null || loopBody !== undefined, onceAt)
          : (name: string) => this.bindings.scopes.declareInBlock(name, initialisedFrom);
      if (init?.type === 'Identifier' && nameOf(init) === 'Error') this.#replaceLimitKey(id);
      if (this.visitPattern(id, bind)) suspends = true;
      if (init !== null && this.visitInitial(id, init, stanceOfSource(id, 'free'))) suspends = true;
    }
    return suspends;
  }

  /** `const { stackTraceLimit } = Error` takes the property that hides what V8's own is raised to. */
  #replaceLimitKey(pattern: SyntaxNode): void {
    for (const property of (pattern['properties'] ?? []) as SyntaxNode[]) {
      const key = property['key'] as SyntaxNode | undefined;
      if (key?.['name'] !== 'stackTraceLimit' || property['computed']) continue;
      if (property['shorthand']) this.texts.push({ at: key.start, text: `${LIMIT_KEY}:` });
      else this.texts.push({ at: key.start, text: `${LIMIT_KEY}/*` }, { at: key.end, text: '*/' });
    }
  }

  /** Visits what a variable or a parameter is set to. */
  protected visitInitial(target: SyntaxNode, value: SyntaxNode, stance: Stance): boolean {
    return target.type === 'Identifier' ? this.visitNamed(value, nameOf(target)) : this.visit(value, stance);
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
    if (left.type === 'VariableDeclaration') this.visitDeclarations(left, body, false);
    else this.visitPattern(left, this.assign);
    this.visit(node['right'] as SyntaxNode, node.type === 'ForOfStatement' ? 'iterated' : 'free');
    return this.visit(body, 'free');
  }

  protected visitCatch(node: SyntaxNode): boolean {
    const param = node['param'] as SyntaxNode | null;
    const body = node['body'] as SyntaxNode;
    const bind = (name: string) => this.bindings.scopes.declareInBlock(name, body.start);
    if (param !== null) this.visitPattern(param, bind);
    return this.visit(body, 'free');
  }
}
