import type { FunctionTraits } from './level.ts';
import { WalkedFunction } from './bindings.ts';
import { DeclarationWalk } from './declaration-walk.ts';
import { nameFromKey } from './function-names.ts';
import { nameOf } from './nodes.ts';
import type { SyntaxNode } from '../syntax.ts';

const MANY_PLACES = new Set([
  'BlockStatement',
  'ConditionalExpression',
  'LogicalExpression',
  'SequenceExpression',
]);

const HAS_FRAME = 'hasFrame';

/** The part of the walk that deals with functions and classes. */
export abstract class FunctionWalk extends DeclarationWalk {
  /**
   * Takes note of what the parser has read. A function is walked, and its tree dropped: what it means for
   * the code around it is put where its body was.
   */
  readonly listen = (node: SyntaxNode, isStrict: boolean): void => {
    switch (node.type) {
      case 'FunctionDeclaration':
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        this.isStrict = isStrict;
        node['body'] = this.#walkFunction(node);
        break;
      case 'VariableDeclarator':
        if (node['init'] !== null) this.#learn(node['id'] as SyntaxNode, node['init'] as SyntaxNode);
        break;
      case 'AssignmentExpression':
      case 'AssignmentPattern':
        if (node['operator'] !== '+=') this.#learn(node['left'] as SyntaxNode, node['right'] as SyntaxNode);
    }
  };

  #learn(target: SyntaxNode, value: SyntaxNode): void {
    if (target.type === 'Identifier') this.strings.learn(nameOf(target), value);
  }

  /** Visits a function that was walked by itself. */
  protected visitFunction(node: SyntaxNode, member?: Partial<FunctionTraits>): boolean {
    const body = node['body'];
    if (!(body instanceof WalkedFunction)) throw new Error(`a ${node.type} that was not walked`);
    const start = this.functionStart(node);
    this.functionStarts.push(start);
    if (node[HAS_FRAME] === true || this.isOneLine(node.start, node.end - 1)) this.exactStarts.add(start);
    this.bindings.attach(body, { ...traitsOf(node), ...member });
    return false;
  }

  #walkFunction(node: SyntaxNode): WalkedFunction {
    const body = node['body'] as SyntaxNode;
    this.isStrict ||= hasStrictDirective(body);
    this.maySuspend = node['async'] === true || node['generator'] === true;
    return this.bindings.walkApart(traitsOf(node), () => {
      const { scopes } = this.bindings;
      if (node.type === 'FunctionExpression' && node['id'] !== null)
        scopes.declareOwnName(nameOf(node['id']), undefined);
      this.visitPatterns(node['params'], (name) => scopes.declareParameter(name, body.start));
      this.#visitBody(node, body);
    });
  }

  #visitBody(node: SyntaxNode, body: SyntaxNode): void {
    if (body.type !== 'BlockStatement') {
      // The body of `x => ({ x })`, if it starts on the line of its arrow, has a frame on that line already.
      const isMany = MANY_PLACES.has(body.type) || (this.setsLimit && body.type === 'NewExpression');
      const hasFrame = !isMany && this.isOneLine(node.start, body.start);
      if (hasFrame) node[HAS_FRAME] = true;
      this.visit(body, hasFrame ? 'fixed' : 'free');
      return;
    }
    for (const statement of body['body'] as SyntaxNode[]) {
      if (statement.type === 'VariableDeclaration') this.visitDeclarations(statement, undefined, true);
      else this.visit(statement, 'free');
    }
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
    const outer = this.isStrict;
    this.isStrict = true;
    this.bindings.scopes.enterBlock(node.start, false);
    // Inside, the class has a binding of its own.
    if (node['id'] !== null) this.bindings.scopes.declareOwnName(nameOf(node['id']), node.start);
    let suspends = this.visitOptional(node['superClass'], 'free');
    for (const member of (node['body'] as SyntaxNode)['body'] as SyntaxNode[]) {
      if (member['computed'] && this.visit(member['key'] as SyntaxNode, 'free')) suspends = true;
      this.#visitMemberValue(member, node);
    }
    this.bindings.scopes.leave();
    this.isStrict = outer;
    return suspends;
  }

  #visitMemberValue(member: SyntaxNode, owner: SyntaxNode): void {
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
      this.bindings.enterFunction(traits);
      this.visitAll(member['body'], 'free');
      this.bindings.leaveFunction();
    } else if (member.type !== 'PropertyDefinition') throw new Error(`unknown syntax: ${member.type}`);
    else if (value !== null) {
      this.bindings.enterFunction(traits);
      this.visitNamed(value, nameFromKey(member));
      this.bindings.leaveFunction();
    }
  }
}

function traitsOf({ type, start }: SyntaxNode): FunctionTraits {
  return {
    isArrow: type === 'ArrowFunctionExpression',
    start,
    isDeclared: type === 'FunctionDeclaration',
    hasLateThis: false,
    memberOf: undefined,
  };
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
