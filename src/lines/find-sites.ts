import { isAnonymousFunction, nameFromKey } from './function-names.ts';
import { allocatesNothing, makesCollection } from './known-builtins.ts';
import { DeclarationWalk, LIMIT_KEY, hasStrictDirective } from './declaration-walk.ts';
import { callPosition, lastCall, nameOf } from './nodes.ts';
import type { IsOneLine } from './original-lines.ts';
import type { Sites } from './site-walk.ts';
import { inside, isFailing, mayWrapCall, quoted, stanceOfSource } from './stance.ts';
import type { Stance } from './stance.ts';
import type { SourceFormat, Syntax, SyntaxNode } from './syntax.ts';

/**
 * Finds the expressions that allocate and can be wrapped.
 *
 * @throws Error on a kind of syntax it does not know.
 */
export function findSites(
  source: string,
  starts: readonly number[],
  syntax: Syntax,
  format: SourceFormat,
  isOneLine: IsOneLine,
): Sites {
  const isStrict = format === 'module' || hasStrictDirective(syntax.program);
  const walk = new ExpressionWalk(source, starts, format, isOneLine, isStrict);
  walk.visit(syntax.program, 'free');
  return walk.finish();
}

/** The part of the walk that decides about expressions. */
class ExpressionWalk extends DeclarationWalk {
  readonly #isCommonJs: boolean;

  constructor(
    source: string,
    starts: readonly number[],
    format: SourceFormat,
    isOneLine: IsOneLine,
    isFileStrict: boolean,
  ) {
    super(source, starts, isOneLine, isFileStrict);
    this.#isCommonJs = format === 'commonjs';
  }

  override visit(node: SyntaxNode, stance: Stance): boolean {
    switch (node.type) {
      case 'Identifier':
        this.bindings.refer(node['name'] as string, false);
        return false;
      case 'ThisExpression':
        this.bindings.useThis();
        return false;
      case 'Super':
        this.bindings.pinToFunction();
        return false;
      case 'MetaProperty':
        if (nameOf(node['meta']) === 'new') this.bindings.pinToFunction();
        return false;
      case 'PrivateIdentifier':
        this.bindings.pinToClass();
        return false;
      case 'CallExpression':
        return this.#visitCall(node, stance);
      case 'NewExpression':
        return this.#visitNew(node, stance);
      case 'MemberExpression':
        return this.#visitMember(node, stance);
      case 'ChainExpression':
        return this.#visitChain(node, stance);
      case 'ObjectExpression':
        return this.maybeWrap(node, stance === 'free', () => this.#visitProperties(node));
      case 'ArrayExpression': {
        const wrap = stance === 'free' || stance === 'iterated';
        return this.maybeWrap(node, wrap, () => this.visitAll(node['elements'], wrap ? 'free' : 'quoted'));
      }
      case 'TemplateLiteral': {
        const wrap = stance === 'free' && (node['expressions'] as unknown[]).length > 0;
        return this.maybeWrap(node, wrap, () => this.visitAll(node['expressions'], quoted(stance)));
      }
      case 'TaggedTemplateExpression':
        return this.maybeWrap(node, stance === 'free', () => {
          const tag = this.visit(node['tag'] as SyntaxNode, 'quoted');
          return this.visitAll((node['quasi'] as SyntaxNode)['expressions'], 'free') || tag;
        });
      case 'ImportExpression':
        return this.maybeWrap(node, stance === 'free', () => {
          const source = this.visit(node['source'] as SyntaxNode, 'free');
          return this.visitOptional(node['options'], 'free') || source;
        });
      case 'Literal':
        return this.maybeWrap(node, stance === 'free' && node['regex'] !== undefined, () => false);
      case 'BinaryExpression':
        return this.#visitBinary(node, stance);
      case 'AssignmentExpression':
        return this.#visitAssignment(node, stance);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.maybeWrap(node, stance === 'free', () => this.visitFunction(node));
      case 'ClassExpression':
        return this.maybeWrap(node, stance === 'free', () => this.visitClass(node));
      case 'FunctionDeclaration':
        if (node['id'] !== null) this.bindings.declareFunction(nameOf(node['id']));
        return this.visitFunction(node);
      case 'ClassDeclaration':
        if (node['id'] !== null) this.bindings.declareInBlock(nameOf(node['id']), node.end);
        return this.visitClass(node);
      case 'VariableDeclaration':
        return this.visitDeclarations(node, undefined);
      case 'BlockStatement':
      case 'SwitchStatement':
      case 'ForStatement':
        return this.bindings.inBlock(node.type === 'SwitchStatement', () => this.visitChildren(node));
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.bindings.inBlock(false, () => this.visitLoop(node));
      case 'CatchClause':
        return this.bindings.inBlock(false, () => this.visitCatch(node));
      case 'WithStatement':
        this.bindings.becomeDynamic();
        return this.visitChildren(node);
      case 'UpdateExpression':
        return this.visitPattern(node['argument'] as SyntaxNode, this.assign);
      case 'SpreadElement':
        return this.visit(node['argument'] as SyntaxNode, 'iterated');
      case 'UnaryExpression':
        return this.visit(
          node['argument'] as SyntaxNode,
          node['operator'] === 'delete' ? 'fixed' : quoted(stance),
        );
      case 'SequenceExpression':
        return this.visitAll(node['expressions'], quoted(stance));
      case 'AwaitExpression':
        this.visit(node['argument'] as SyntaxNode, 'free');
        return true;
      case 'YieldExpression':
        this.visitOptional(node['argument'], node['delegate'] ? 'iterated' : 'free');
        return true;
      case 'ConditionalExpression': {
        const test = this.visit(node['test'] as SyntaxNode, 'free');
        const consequent = this.#visitChoice(node['consequent'] as SyntaxNode, stance);
        return this.#visitChoice(node['alternate'] as SyntaxNode, stance) || consequent || test;
      }
      case 'LogicalExpression': {
        const left = this.visit(node['left'] as SyntaxNode, inside(stance));
        return this.#visitChoice(node['right'] as SyntaxNode, stance) || left;
      }
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

  #visitCall(node: SyntaxNode, stance: Stance): boolean {
    const callee = node['callee'] as SyntaxNode;
    // Its parts were not looked at: they may suspend.
    if (this.#isCommonJs && this.#isForLexer(callee, (node['arguments'] as SyntaxNode[])[0])) return true;
    const wrap = mayWrapCall(node, stance);
    const calleeStance = wrap && this.#isOnNewLine(node) ? 'chained' : 'quoted';
    const visitParts = () => this.#visitCallParts(node, calleeStance) || this.#isDirectEval(node);
    return this.maybeWrap(node, wrap, visitParts, callPosition(node));
  }

  /** Whether a call runs its argument as code of the function it stands in, which may declare variables there. */
  #isDirectEval(call: SyntaxNode): boolean {
    const callee = call['callee'] as SyntaxNode;
    if (callee.type !== 'Identifier' || nameOf(callee) !== 'eval' || call['optional']) return false;
    this.bindings.becomeDynamic();
    return true;
  }

  /** Whether a method is called on the result of a call on a line above. */
  #isOnNewLine(call: SyntaxNode): boolean {
    const callee = call['callee'] as SyntaxNode;
    const object = callee.type === 'MemberExpression' ? (callee['object'] as SyntaxNode) : undefined;
    if (object?.type !== 'CallExpression') return false;
    return !this.isOneLine(callPosition(object), callPosition(call));
  }

  #visitCallParts(node: SyntaxNode, calleeStance: Stance): boolean {
    const callee = this.visit(node['callee'] as SyntaxNode, calleeStance);
    return this.visitAll(node['arguments'], 'free') || callee;
  }

  /** Whether Node's search for the names a CommonJS file exports, done on its text, needs this call as it is. */
  #isForLexer(callee: SyntaxNode, first: SyntaxNode | undefined): boolean {
    if (callee.type === 'Identifier') return /^require$|^_*export/.test(callee['name'] as string);
    if (callee.type !== 'MemberExpression' || first === undefined) return false;
    const name = (callee['property'] as SyntaxNode)['name'] as string;
    if (name === '__exportStar') return true;
    return (
      name === 'defineProperty' && /^(module\.)?exports$/.test(this.source.slice(first.start, first.end))
    );
  }

  #visitNew(node: SyntaxNode, stance: Stance): boolean {
    const wrap = stance === 'free' || (stance === 'iterated' && makesCollection(node));
    // `new` takes the first parentheses it finds for its own, so nothing on its callee's left may gain any.
    return this.maybeWrap(node, wrap, () => this.#visitCallParts(node, 'fixed'));
  }

  #visitMember(node: SyntaxNode, stance: Stance): boolean {
    if (stance !== 'fixed') this.#replaceStackLimit(node);
    const object = this.visit(node['object'] as SyntaxNode, isFailing(stance) ? 'quoted' : stance);
    return this.#visitKey(node, quoted(stance)) || object;
  }

  /** `Error.stackTraceLimit` becomes the property that hides what V8's own is raised to. */
  #replaceStackLimit({ object, end }: SyntaxNode): void {
    const { name, end: start } = object as SyntaxNode;
    if (name !== 'Error' || this.source.slice(start, end) !== '.stackTraceLimit') return;
    this.texts.push({ at: start, text: '/*' }, { at: end, text: `*/${LIMIT_KEY}` });
  }

  #visitKey(member: SyntaxNode, stance: Stance): boolean {
    const property = member['property'] as SyntaxNode;
    if (member['computed'] !== true && property.type !== 'PrivateIdentifier') return false;
    return this.visit(property, stance);
  }

  #visitChain(node: SyntaxNode, stance: Stance): boolean {
    const expression = node['expression'] as SyntaxNode;
    const call = lastCall(expression);
    const wrap = stance === 'free' && call !== undefined && !allocatesNothing(call);
    return this.maybeWrap(
      node,
      wrap,
      () => this.#visitLink(expression),
      call === undefined ? node.start : callPosition(call),
    );
  }

  /** A link of an optional chain: it ends the whole chain when it is missing, so it stays where it is. */
  #visitLink(node: SyntaxNode): boolean {
    if (node.type === 'CallExpression') {
      const callee = this.#visitLink(node['callee'] as SyntaxNode);
      return this.visitAll(node['arguments'], 'free') || callee || this.#isDirectEval(node);
    }
    if (node.type === 'MemberExpression') {
      const object = this.#visitLink(node['object'] as SyntaxNode);
      return this.#visitKey(node, 'quoted') || object;
    }
    return this.visit(node, 'fixed');
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
    if (operator === '+=') {
      const builds = stance === 'free' && (this.strings.isString(left) || this.strings.isString(right));
      const visitParts = () => {
        const target = this.visitPattern(left, this.assign);
        return this.visit(right, 'free') || target;
      };
      const target = left.type === 'Identifier' && left.start === node.start ? nameOf(left) : undefined;
      return this.maybeWrap(node, builds, visitParts, node.start, undefined, target);
    }
    if (left.type === 'MemberExpression' && isAnonymousFunction(right)) {
      // In stack traces V8 calls the function by what it is assigned to: it looks at the text for that.
      const visitParts = () => {
        const target = this.visit(left, 'free');
        return this.visit(right, 'fixed') || target;
      };
      return this.maybeWrap(node, stance === 'free', visitParts, right.start);
    }
    const target = this.visitPattern(left, this.assign);
    if (left.type === 'Identifier') {
      this.strings.learn(left['name'] as string, right);
      // A name in parentheses, `(f) = …`, is not given to the function.
      const names = left.start === node.start && /^(|&&|\|\||\?\?)=$/.test(operator as string);
      if (names && isAnonymousFunction(right))
        return this.visitNamed(right, left['name'] as string) || target;
    }
    if (this.#isCommonJs && this.#isModuleExports(left, right)) return this.visit(right, 'quoted') || target;
    return this.visit(right, stanceOfSource(left, inside(stance))) || target;
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
    return this.maybeWrap(node, wrap, () => {
      // A chain of additions is one site: its parts are joined into one string.
      const inner = isAddition && left.type === 'BinaryExpression' && left['operator'] === '+' && wrap;
      const leftSuspends = this.visit(left, inner ? 'fixed' : quoted(stance));
      return this.visit(right, quoted(stance)) || leftSuspends;
    });
  }
}
