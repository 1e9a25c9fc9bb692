import { isAnonymousFunction, nameFromKey } from './function-names.ts';
import type { FunctionTraits, OpenSite } from './bindings.ts';
import { lastAtOrBefore } from './line-starts.ts';
import { nameOf } from './nodes.ts';
import type { IsOneLine } from './original-lines.ts';
import { SiteWalk } from './site-walk.ts';
import { STACK_LIMIT } from './stack-limit.ts';
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

/** The property that stands for `Error.stackTraceLimit`. */
export const LIMIT_KEY = `[Symbol.for(${JSON.stringify(STACK_LIMIT)})]`;

/** The part of the walk that deals with what declares names: patterns, functions, classes. */
export abstract class DeclarationWalk extends SiteWalk {
  protected readonly source: string;
  protected readonly strings = new StringNames();
  protected readonly isOneLine: IsOneLine;
  readonly #breaks: readonly number[];
  readonly #isFileStrict: boolean;
  /** Statements that are a function's own, in none of its blocks and loops. */
  readonly #ownStatements = new Set<SyntaxNode>();

  /** @param starts - Offsets of the lines of the source. */
  constructor(source: string, starts: readonly number[], isOneLine: IsOneLine, isFileStrict: boolean) {
    super();
    this.source = source;
    this.#breaks = starts;
    this.isOneLine = isOneLine;
    this.#isFileStrict = isFileStrict;
  }

  protected override fitsOneLine({ start, hasFunction }: OpenSite, end: number): boolean {
    const line = lastAtOrBefore(this.#breaks, start);
    const next = this.#breaks[line + 1] ?? Infinity;
    if (next >= end) return true;
    // Line breaks are spaces in an expression, but not in statements, strings and behind `//`.
    return !hasFunction && !/\/\/|[`\u2028\u2029]|\\[\r\n]/.test(this.source.slice(start, end));
  }

  /** Visits code that may be strict by itself. */
  protected inStrictness<Result>(isStrict: boolean, visit: () => Result): Result {
    const outer = this.isStrict;
    this.isStrict ||= isStrict && !this.#isFileStrict;
    const result = visit();
    this.isStrict = outer;
    return result;
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
      const onceAt = this.#ownStatements.has(node) ? declarator.end : undefined;
      const bind =
        node['kind'] === 'var'
          ? (name: string) => this.bindings.declareVar(name, init !== null || loopBody !== undefined, onceAt)
          : (name: string) => this.bindings.declareInBlock(name, initialisedFrom);
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

  protected visitFunction(node: SyntaxNode, member?: Partial<FunctionTraits>): boolean {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const body = node['body'] as SyntaxNode;
    this.functionStarts.push(this.functionStart(node));
    const traits = {
      isArrow,
      start: node.start,
      isDeclared: node.type === 'FunctionDeclaration',
      hasLateThis: false,
      memberOf: undefined,
      ...member,
    };
    const visit = () => {
      if (node.type === 'FunctionExpression' && node['id'] !== null)
        this.bindings.declareOwnName(nameOf(node['id']), undefined);
      this.visitPatterns(node['params'], (name) => this.bindings.declareParameter(name, body.start));
      // The body of `x => ({ x })`, if it starts on the line of its arrow, has a frame on that line already.
      const hasFrame = !MANY_PLACES.has(body.type) && this.isOneLine(node.start, body.start);
      if (body.type === 'BlockStatement') {
        for (const statement of body['body'] as SyntaxNode[]) {
          if (statement.type === 'VariableDeclaration') this.#ownStatements.add(statement);
        }
        this.visitChildren(body);
      } else this.visit(body, hasFrame ? 'fixed' : 'free');
    };
    this.inStrictness(hasStrictDirective(body), () => this.bindings.inFunction(traits, visit));
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
    this.bindings.noteFunction();
    const visit = () => {
      // Inside, the class has a binding of its own.
      if (node['id'] !== null) this.bindings.declareOwnName(nameOf(node['id']), node.start);
      let suspends = this.visitOptional(node['superClass'], 'free');
      for (const member of (node['body'] as SyntaxNode)['body'] as SyntaxNode[]) {
        if (member['computed'] && this.visit(member['key'] as SyntaxNode, 'free')) suspends = true;
        this.visitMemberValue(member, node);
      }
      return suspends;
    };
    return this.inStrictness(true, () => this.bindings.inBlock(false, visit));
  }

  protected visitMemberValue(member: SyntaxNode, owner: SyntaxNode): void {
    const value = member['value'] as SyntaxNode | null;
    const traits = {
      isArrow: false,
      start: member.start,
      isDeclared: false,
      hasLateThis: member['kind'] === 'constructor' && owner['superClass'] !== null,
      memberOf: owner.start,
    };
    if (member.type === 'MethodDefinition') this.visitFunction(value as SyntaxNode, traits);
    else if (member.type === 'StaticBlock') {
      this.bindings.inFunction(traits, () => this.visitAll(member['body'], 'free'));
    } else if (member.type !== 'PropertyDefinition') throw new Error(`unknown syntax: ${member.type}`);
    else if (value !== null)
      this.bindings.inFunction(traits, () => this.visitNamed(value, nameFromKey(member)));
  }
}

/** Whether a function's body, or a program, starts with `'use strict'`. */
export function hasStrictDirective(body: SyntaxNode): boolean {
  const statements = Array.isArray(body['body']) ? (body['body'] as SyntaxNode[]) : [];
  for (const { directive } of statements) {
    if (directive === undefined) return false;
    if (directive === 'use strict') return true;
  }
  return false;
}
