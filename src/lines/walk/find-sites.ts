import { CallWalk } from './call-walk.ts';
import { hasStrictDirective } from './function-walk.ts';
import { isAnonymousFunction, nameFromKey } from './function-names.ts';
import { nameOf } from './nodes.ts';
import type { IsOneLine } from '../original-lines.ts';
import { finishSites } from './sites.ts';
import type { Sites } from './sites.ts';
import { inside, quoted, stanceOfSource } from './stance.ts';
import type { Stance } from './stance.ts';
import { parseSource } from '../syntax.ts';
import type { SourceFormat, SyntaxNode } from '../syntax.ts';

/** What is to be changed in a file. */
export interface Findings extends Sites {
  /** Offsets where a function starts for V8, ascending: positions that profiles name besides the sites. */
  readonly functionStarts: readonly number[];
  /** Texts to put in besides, by offset. */
  readonly texts: readonly { readonly at: number; readonly text: string }[];
  /** Offsets where the parser had to supply a semicolon that is not in the text, ascending. */
  readonly missingSemicolons: readonly number[];
}

/**
 * Parses a file and finds the expressions that allocate and can be wrapped.
 *
 * @param starts - Offsets of the lines of the source.
 * @param prefix - A start for names that the source does not use.
 * @throws SyntaxError when it is not JavaScript of that format, and Error on a kind of syntax it does not know.
 */
export function findSites(
  source: string,
  starts: readonly number[],
  format: SourceFormat,
  prefix: string,
  isOneLine: IsOneLine,
): Findings {
  const walk = new ExpressionWalk(source, prefix, isOneLine, format === 'commonjs');
  const { program, missingSemicolons } = parseSource(source, format, walk.listen);
  const isStrict = format === 'module' || hasStrictDirective(program);
  return { ...walk.finish(program, starts, isStrict), missingSemicolons };
}

/** The part of the walk that tells expressions apart. */
class ExpressionWalk extends CallWalk {
  /** Visits what is in no function, and decides about all. */
  finish(
    program: SyntaxNode,
    starts: readonly number[],
    isStrict: boolean,
  ): Omit<Findings, 'missingSemicolons'> {
    this.isStrict = isStrict;
    this.visit(program, 'free');
    const { source, bindings } = this;
    return {
      ...finishSites(this.found, { source, starts, isStrict, bindings }),
      functionStarts: Array.from(Float64Array.from(this.functionStarts).toSorted()),
      texts: this.texts.toSorted((a, b) => a.at - b.at),
    };
  }

  override visit(node: SyntaxNode, stance: Stance): boolean {
    // The most frequent ones first: the names are compared one by one.
    switch (node.type) {
      case 'Identifier':
        this.bindings.refer(node['name'] as string, false);
        return false;
      case 'MemberExpression':
        return this.visitMember(node, stance);
      case 'Literal': {
        const open = this.openSite(node, stance === 'free' && node['regex'] !== undefined);
        return this.closeSite(open, node, false);
      }
      case 'CallExpression':
        return this.visitCall(node, stance);
      case 'ExpressionStatement':
        return this.visit(node['expression'] as SyntaxNode, 'free');
      case 'BlockStatement':
      case 'SwitchStatement':
      case 'ForStatement': {
        this.bindings.scopes.enterBlock(node.start, node.type === 'SwitchStatement');
        const suspends = this.visitChildren(node);
        this.bindings.scopes.leave();
        return suspends;
      }
      case 'BinaryExpression':
        return this.#visitBinary(node, stance);
      case 'VariableDeclaration':
        return this.visitDeclarations(node, undefined, false);
      case 'AssignmentExpression':
        return this.#visitAssignment(node, stance);
      case 'ThisExpression':
        this.bindings.useThis();
        return false;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression': {
        const open = this.openSite(node, stance === 'free');
        return this.closeSite(open, node, this.visitFunction(node));
      }
      case 'FunctionDeclaration':
        if (node['id'] !== null) this.bindings.scopes.declareFunction(nameOf(node['id']));
        return this.visitFunction(node);
      case 'UnaryExpression': {
        const inner = node['operator'] === 'delete' ? 'fixed' : quoted(stance);
        return this.visit(node['argument'] as SyntaxNode, inner);
      }
      case 'LogicalExpression': {
        const left = this.visit(node['left'] as SyntaxNode, inside(stance));
        return this.#visitChoice(node['right'] as SyntaxNode, stance) || left;
      }
      case 'ConditionalExpression': {
        const test = this.visit(node['test'] as SyntaxNode, 'free');
        const consequent = this.#visitChoice(node['consequent'] as SyntaxNode, stance);
        return this.#visitChoice(node['alternate'] as SyntaxNode, stance) || consequent || test;
      }
      case 'ObjectExpression': {
        const open = this.openSite(node, stance === 'free');
        return this.closeSite(open, node, this.#visitProperties(node));
      }
      case 'ArrayExpression': {
        const wrap = stance === 'free' || stance === 'iterated';
        const open = this.openSite(node, wrap);
        return this.closeSite(open, node, this.visitAll(node['elements'], wrap ? 'free' : 'quoted'));
      }
      case 'TemplateLiteral': {
        const expressions = node['expressions'] as unknown[];
        const open = this.openSite(node, stance === 'free' && expressions.length > 0);
        return this.closeSite(open, node, this.visitAll(expressions, quoted(stance)));
      }
      case 'NewExpression':
        return this.visitNew(node, stance);
      case 'UpdateExpression':
        return this.visitPattern(node['argument'] as SyntaxNode, this.assign);
      case 'SpreadElement':
        return this.visit(node['argument'] as SyntaxNode, 'iterated');
      case 'SequenceExpression':
        return this.visitAll(node['expressions'], quoted(stance));
      case 'AwaitExpression':
        this.visit(node['argument'] as SyntaxNode, 'free');
        return true;
      case 'YieldExpression':
        this.visitOptional(node['argument'], node['delegate'] ? 'iterated' : 'free');
        return true;
      case 'ChainExpression':
        return this.visitChain(node, stance);
      case 'TaggedTemplateExpression': {
        const open = this.openSite(node, stance === 'free');
        const tag = this.visit(node['tag'] as SyntaxNode, 'quoted');
        const values = this.visitAll((node['quasi'] as SyntaxNode)['expressions'], 'free');
        return this.closeSite(open, node, values || tag);
      }
      case 'ImportExpression': {
        const open = this.openSite(node, stance === 'free');
        const source = this.visit(node['source'] as SyntaxNode, 'free');
        return this.closeSite(open, node, this.visitOptional(node['options'], 'free') || source);
      }
      case 'ForInStatement':
      case 'ForOfStatement': {
        this.bindings.scopes.enterBlock(node.start, false);
        const suspends = this.visitLoop(node);
        this.bindings.scopes.leave();
        return suspends;
      }
      case 'CatchClause': {
        this.bindings.scopes.enterBlock(node.start, false);
        const suspends = this.visitCatch(node);
        this.bindings.scopes.leave();
        return suspends;
      }
      case 'ClassExpression': {
        const open = this.openSite(node, stance === 'free');
        return this.closeSite(open, node, this.visitClass(node));
      }
      case 'ClassDeclaration':
        if (node['id'] !== null) this.bindings.scopes.declareInBlock(nameOf(node['id']), node.end);
        return this.visitClass(node);
      case 'Super':
        this.bindings.pinToFunction();
        return false;
      case 'MetaProperty':
        if (nameOf(node['meta']) === 'new') this.bindings.pinToFunction();
        return false;
      case 'PrivateIdentifier':
        this.bindings.pinToClass();
        return false;
      case 'WithStatement':
        this.bindings.becomeDynamic();
        return this.visitChildren(node);
      case 'ExportDefaultDeclaration':
        return this.visitNamed(node['declaration'] as SyntaxNode, 'default');
      default:
        return this.visitChildren(node);
    }
  }

  /** One of the values of `a || b` and `a ? b : c`; V8 finds names for functions there, too. */
  #visitChoice(node: SyntaxNode, stance: Stance): boolean {
    return this.visit(node, isAnonymousFunction(node) ? 'fixed' : inside(stance));
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

  #visitAssignment(node: SyntaxNode, stance: Stance): boolean {
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

  #visitBinary(node: SyntaxNode, stance: Stance): boolean {
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
