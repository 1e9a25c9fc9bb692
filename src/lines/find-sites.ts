import { Bindings } from './bindings.ts';
import type { OpenSite } from './bindings.ts';
import { CHILDREN } from './children.ts';
import { isAnonymousFunction, nameFromKey } from './function-names.ts';
import { allocatesNothing, makesCollection, makesIterable, makesObject } from './known-builtins.ts';
import { StringNames } from './string-names.ts';
import type { IsOneLine } from './original-lines.ts';
import type { SourceFormat, Syntax, SyntaxNode } from './syntax.ts';

/** An expression to be evaluated in an arrow function of its own. */
export interface Site {
  /** Where the expression's text starts and ends, as offsets. */
  readonly start: number;
  readonly end: number;
  /** Offset reported as the place of the allocation: the method's name in a call, else the start. */
  readonly position: number;
  /** The name the language would have given to the anonymous function or class that the expression is. */
  readonly name: string | undefined;
  /** The local variables it is given as parameters; the others it captures. */
  readonly parameters: readonly string[];
  /** The variable among them that it is assigned to, if it is `variable += …`. */
  readonly assigned: string | undefined;
}

/** A site before the walk is over and it is known what can be passed to it. */
interface FoundSite {
  readonly start: number;
  readonly end: number;
  readonly position: number;
  readonly name: string | undefined;
  readonly open: OpenSite;
  /** The variable that `variable += …` is about. */
  readonly target: string | undefined;
}

/** The sites of a file. */
export interface Sites {
  /** By start, the enclosing one first. */
  readonly opening: readonly Site[];
  /** The same sites by end, the enclosed one first. */
  readonly closing: readonly Site[];
  /** Offsets where a function starts for V8, ascending: positions that profiles name besides the sites. */
  readonly functionStarts: readonly number[];
}

/** What may be done to an expression where it stands. */
type Stance =
  /** It may be wrapped. */
  | 'free'
  /** Iterated, which V8 says of its text when it fails ("foo(...) is not iterable"). */
  | 'iterated'
  /** Taken apart by an object pattern, of which the same holds. */
  | 'destructured'
  /** What a method is called on, on a line of its own: of which the same holds, but the line matters more. */
  | 'chained'
  /** V8 may quote it for whatever value it has. */
  | 'quoted'
  /** Wrapping would change what the text means. */
  | 'fixed';

/**
 * Finds the expressions that allocate and can be wrapped.
 *
 * @throws Error on a kind of syntax it does not know.
 */
export function findSites(source: string, syntax: Syntax, format: SourceFormat, isOneLine: IsOneLine): Sites {
  const walk = new Walk(source, format, isOneLine);
  walk.visit(syntax.program, 'free');
  return walk.finish();
}

/** Visits answer whether the node, in its own function, awaits, yields or calls `eval` directly. */
class Walk {
  readonly #opening: (FoundSite | undefined)[] = [];
  readonly #closing: FoundSite[] = [];
  readonly #functionStarts: number[] = [];
  readonly #bindings = new Bindings();
  readonly #source: string;
  readonly #isOneLine: IsOneLine;
  readonly #isCommonJs: boolean;
  readonly #strings = new StringNames();

  constructor(source: string, format: SourceFormat, isOneLine: IsOneLine) {
    this.#source = source;
    this.#isOneLine = isOneLine;
    this.#isCommonJs = format === 'commonjs';
  }

  finish(): Sites {
    const finished = new Map(this.#closing.map((found) => [found, this.#finishSite(found)]));
    const opening = this.#opening.filter((found) => found !== undefined).map((found) => finished.get(found)!);
    return { opening, closing: [...finished.values()], functionStarts: this.#functionStarts };
  }

  #finishSite({ start, end, position, name, open, target }: FoundSite): Site {
    const parameters = this.#bindings.parametersOf(open);
    const assigns = target !== undefined && this.#bindings.mayAssignOutside(open, target);
    if (assigns) parameters.push(target);
    return { start, end, position, name, parameters, assigned: assigns ? target : undefined };
  }

  visit(node: SyntaxNode, stance: Stance): boolean {
    switch (node.type) {
      case 'Identifier':
        this.#bindings.refer(node['name'] as string, false);
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
        return this.#maybeWrap(node, stance === 'free', () => this.#visitProperties(node));
      case 'ArrayExpression': {
        const wrap = stance === 'free' || stance === 'iterated';
        return this.#maybeWrap(node, wrap, () => this.#visitAll(node['elements'], wrap ? 'free' : 'quoted'));
      }
      case 'TemplateLiteral': {
        const wrap = stance === 'free' && (node['expressions'] as unknown[]).length > 0;
        return this.#maybeWrap(node, wrap, () => this.#visitAll(node['expressions'], this.#quoted(stance)));
      }
      case 'TaggedTemplateExpression':
        return this.#maybeWrap(node, stance === 'free', () => {
          const tag = this.visit(node['tag'] as SyntaxNode, 'quoted');
          return this.#visitAll((node['quasi'] as SyntaxNode)['expressions'], 'free') || tag;
        });
      case 'ImportExpression':
        return this.#maybeWrap(node, stance === 'free', () => {
          const source = this.visit(node['source'] as SyntaxNode, 'free');
          return this.#visitOptional(node['options'], 'free') || source;
        });
      case 'Literal':
        return this.#maybeWrap(node, stance === 'free' && node['regex'] !== undefined, () => false);
      case 'BinaryExpression':
        return this.#visitBinary(node, stance);
      case 'AssignmentExpression':
        return this.#visitAssignment(node, stance);
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.#maybeWrap(node, stance === 'free', () => this.#visitFunction(node));
      case 'ClassExpression':
        return this.#maybeWrap(node, stance === 'free', () => this.#visitClass(node));
      case 'FunctionDeclaration':
        if (node['id'] !== null) this.#bindings.declareFunction(nameOf(node['id']));
        return this.#visitFunction(node);
      case 'ClassDeclaration':
        if (node['id'] !== null) this.#bindings.declareInBlock(nameOf(node['id']), node.end);
        return this.#visitClass(node);
      case 'VariableDeclaration':
        return this.#visitDeclarations(node, undefined);
      case 'BlockStatement':
      case 'SwitchStatement':
      case 'ForStatement':
        return this.#bindings.inBlock(node.type === 'SwitchStatement', () => this.#visitChildren(node));
      case 'ForInStatement':
      case 'ForOfStatement':
        return this.#bindings.inBlock(false, () => this.#visitLoop(node));
      case 'CatchClause':
        return this.#bindings.inBlock(false, () => this.#visitCatch(node));
      case 'WithStatement':
        this.#bindings.becomeDynamic();
        return this.#visitChildren(node);
      case 'UpdateExpression':
        return this.#visitPattern(node['argument'] as SyntaxNode, this.#assign);
      case 'SpreadElement':
        return this.visit(node['argument'] as SyntaxNode, 'iterated');
      case 'UnaryExpression':
        return this.visit(
          node['argument'] as SyntaxNode,
          node['operator'] === 'delete' ? 'fixed' : this.#quoted(stance),
        );
      case 'SequenceExpression':
        return this.#visitAll(node['expressions'], this.#quoted(stance));
      case 'AwaitExpression':
        this.visit(node['argument'] as SyntaxNode, 'free');
        return true;
      case 'YieldExpression':
        this.#visitOptional(node['argument'], node['delegate'] ? 'iterated' : 'free');
        return true;
      case 'ConditionalExpression': {
        const test = this.visit(node['test'] as SyntaxNode, 'free');
        const consequent = this.visit(node['consequent'] as SyntaxNode, this.#inside(stance));
        return this.visit(node['alternate'] as SyntaxNode, this.#inside(stance)) || consequent || test;
      }
      case 'LogicalExpression': {
        const left = this.visit(node['left'] as SyntaxNode, this.#inside(stance));
        return this.visit(node['right'] as SyntaxNode, this.#inside(stance)) || left;
      }
      case 'ExportDefaultDeclaration':
        return this.#visitNamed(node['declaration'] as SyntaxNode, 'default');
      default:
        return this.#visitChildren(node);
    }
  }

  #visitChildren(node: SyntaxNode): boolean {
    const keys = CHILDREN.get(node.type);
    if (keys === undefined) throw new Error(`unknown syntax: ${node.type}`);
    let suspends = false;
    for (const key of keys) {
      const child = node[key];
      const childSuspends = Array.isArray(child)
        ? this.#visitAll(child, 'free')
        : this.#visitOptional(child, 'free');
      suspends ||= childSuspends;
    }
    return suspends;
  }

  #visitAll(nodes: unknown, stance: Stance): boolean {
    let suspends = false;
    for (const node of nodes as (SyntaxNode | null)[]) {
      if (node !== null && this.visit(node, stance)) suspends = true;
    }
    return suspends;
  }

  #visitOptional(node: unknown, stance: Stance): boolean {
    return node !== null && node !== undefined && this.visit(node as SyntaxNode, stance);
  }

  /** The stance of an operand whose value is the value of the whole. */
  #inside(stance: Stance): Stance {
    return stance === 'fixed' ? 'quoted' : stance;
  }

  /** The stance of an operand that V8 quotes with the whole. */
  #quoted(stance: Stance): Stance {
    return stance === 'free' ? 'free' : 'quoted';
  }

  #maybeWrap(
    node: SyntaxNode,
    wrap: boolean,
    visitParts: () => boolean,
    position = node.start,
    name?: string,
    target?: string,
  ): boolean {
    if (!wrap) return visitParts();
    const slot = this.#opening.push(undefined) - 1;
    const open = this.#bindings.openSite(node.start);
    const suspends = visitParts();
    this.#bindings.closeSite(open);
    if (suspends) return true;
    const site = { start: node.start, end: node.end, position, name, open, target };
    this.#opening[slot] = site;
    this.#closing.push(site);
    return false;
  }

  #visitCall(node: SyntaxNode, stance: Stance): boolean {
    const callee = node['callee'] as SyntaxNode;
    // Its parts were not looked at: they may suspend.
    if (this.#isCommonJs && this.#isForLexer(callee, (node['arguments'] as SyntaxNode[])[0])) return true;
    const wrap = mayWrapCall(node, stance);
    const calleeStance = wrap && this.#isOnNewLine(node) ? 'chained' : 'quoted';
    const visitParts = () => this.#visitCallParts(node, calleeStance) || this.#isDirectEval(node);
    return this.#maybeWrap(node, wrap, visitParts, callPosition(node));
  }

  /** Whether a call runs its argument as code of the function it stands in, which may declare variables there. */
  #isDirectEval(call: SyntaxNode): boolean {
    const callee = call['callee'] as SyntaxNode;
    if (callee.type !== 'Identifier' || nameOf(callee) !== 'eval' || call['optional']) return false;
    this.#bindings.becomeDynamic();
    return true;
  }

  /** Whether a method is called on the result of a call on a line above. */
  #isOnNewLine(call: SyntaxNode): boolean {
    const callee = call['callee'] as SyntaxNode;
    const object = callee.type === 'MemberExpression' ? (callee['object'] as SyntaxNode) : undefined;
    if (object?.type !== 'CallExpression') return false;
    return !this.#isOneLine(callPosition(object), callPosition(call));
  }

  #visitCallParts(node: SyntaxNode, calleeStance: Stance): boolean {
    const callee = this.visit(node['callee'] as SyntaxNode, calleeStance);
    return this.#visitAll(node['arguments'], 'free') || callee;
  }

  /** Whether Node's search for the names a CommonJS file exports, done on its text, needs this call as it is. */
  #isForLexer(callee: SyntaxNode, first: SyntaxNode | undefined): boolean {
    if (callee.type === 'Identifier') return /^require$|^_*export/.test(callee['name'] as string);
    if (callee.type !== 'MemberExpression' || first === undefined) return false;
    const name = (callee['property'] as SyntaxNode)['name'] as string;
    if (name === '__exportStar') return true;
    return (
      name === 'defineProperty' && /^(module\.)?exports$/.test(this.#source.slice(first.start, first.end))
    );
  }

  #visitNew(node: SyntaxNode, stance: Stance): boolean {
    const wrap = stance === 'free' || (stance === 'iterated' && makesCollection(node));
    // `new` takes the first parentheses it finds for its own, so nothing on its callee's left may gain any.
    return this.#maybeWrap(node, wrap, () => this.#visitCallParts(node, 'fixed'));
  }

  #visitMember(node: SyntaxNode, stance: Stance): boolean {
    const object = this.visit(node['object'] as SyntaxNode, isFailing(stance) ? 'quoted' : stance);
    return (
      (node['computed'] === true && this.visit(node['property'] as SyntaxNode, this.#quoted(stance))) ||
      object
    );
  }

  #visitChain(node: SyntaxNode, stance: Stance): boolean {
    const expression = node['expression'] as SyntaxNode;
    const call = lastCall(expression);
    const wrap = stance === 'free' && call !== undefined && !allocatesNothing(call);
    return this.#maybeWrap(
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
      return this.#visitAll(node['arguments'], 'free') || callee || this.#isDirectEval(node);
    }
    if (node.type === 'MemberExpression') {
      const object = this.#visitLink(node['object'] as SyntaxNode);
      return (node['computed'] === true && this.visit(node['property'] as SyntaxNode, 'quoted')) || object;
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
    if (property['method'] || property['kind'] !== 'init') return this.#visitFunction(value) || key === true;
    const name = nameFromKey(property);
    // `__proto__: f` sets the prototype and names nothing.
    if (name === '__proto__') return this.visit(value, 'free') || key === true;
    return this.#visitNamed(value, name) || key === true;
  }

  /** Visits a value that gives its name to an anonymous function; undefined: a name not known here. */
  #visitNamed(value: SyntaxNode, name: string | undefined): boolean {
    if (!isAnonymousFunction(value)) return this.visit(value, 'free');
    const visitParts = () =>
      value.type === 'ClassExpression' ? this.#visitClass(value) : this.#visitFunction(value);
    return this.#maybeWrap(value, name !== undefined, visitParts, value.start, name);
  }

  /** Assigns to a variable; as what #visitPattern does with each name. */
  readonly #assign = (name: string): void => this.#bindings.refer(name, true);

  /**
   * Visits a pattern that is assigned to or declares, and what it computes on the way.
   *
   * @param bind - Called with each name.
   */
  #visitPattern(node: SyntaxNode, bind: (name: string) => void): boolean {
    switch (node.type) {
      case 'Identifier':
        bind(nameOf(node));
        return false;
      case 'AssignmentPattern':
        return this.#visitDefault(node, bind);
      case 'RestElement':
        return this.#visitPattern(node['argument'] as SyntaxNode, bind);
      case 'ArrayPattern':
        return this.#visitPatterns(node['elements'], bind);
      case 'ObjectPattern':
        return this.#visitPatterns(node['properties'], bind);
      case 'Property': {
        const key = node['computed'] === true && this.visit(node['key'] as SyntaxNode, 'free');
        return this.#visitPattern(node['value'] as SyntaxNode, bind) || key;
      }
      default:
        return this.visit(node, 'free');
    }
  }

  #visitPatterns(nodes: unknown, bind: (name: string) => void): boolean {
    let suspends = false;
    for (const node of nodes as (SyntaxNode | null)[]) {
      if (node !== null && this.#visitPattern(node, bind)) suspends = true;
    }
    return suspends;
  }

  /** @param loopBody - The body of the `for (… of …)` that the declaration is the head of. */
  #visitDeclarations(node: SyntaxNode, loopBody: SyntaxNode | undefined): boolean {
    let suspends = false;
    for (const declarator of node['declarations'] as SyntaxNode[]) {
      const id = declarator['id'] as SyntaxNode;
      const init = declarator['init'] as SyntaxNode | null;
      const initialisedFrom = loopBody?.start ?? declarator.end;
      const bind =
        node['kind'] === 'var'
          ? (name: string) => this.#bindings.declareVar(name, init !== null || loopBody !== undefined)
          : (name: string) => this.#bindings.declareInBlock(name, initialisedFrom);
      if (this.#visitPattern(id, bind)) suspends = true;
      if (init !== null && this.#visitInitial(id, init, stanceOfSource(id, 'free'))) suspends = true;
    }
    return suspends;
  }

  /** Visits what a variable or a parameter is set to. */
  #visitInitial(target: SyntaxNode, value: SyntaxNode, stance: Stance): boolean {
    if (target.type === 'Identifier') {
      this.#strings.learn(nameOf(target), value);
      return this.#visitNamed(value, nameOf(target));
    }
    return this.visit(value, stance);
  }

  #visitDefault(node: SyntaxNode, bind: (name: string) => void): boolean {
    const left = node['left'] as SyntaxNode;
    const pattern = this.#visitPattern(left, bind);
    // V8 quotes the default of a pattern for whatever value was there instead of it.
    const stance = left.type === 'MemberExpression' ? 'free' : 'quoted';
    return this.#visitInitial(left, node['right'] as SyntaxNode, stance) || pattern;
  }

  #visitLoop(node: SyntaxNode): boolean {
    const left = node['left'] as SyntaxNode;
    const body = node['body'] as SyntaxNode;
    if (left.type === 'VariableDeclaration') this.#visitDeclarations(left, body);
    else this.#visitPattern(left, this.#assign);
    this.visit(node['right'] as SyntaxNode, node.type === 'ForOfStatement' ? 'iterated' : 'free');
    return this.visit(body, 'free');
  }

  #visitCatch(node: SyntaxNode): boolean {
    const param = node['param'] as SyntaxNode | null;
    const body = node['body'] as SyntaxNode;
    const bind = (name: string) => this.#bindings.declareInBlock(name, body.start);
    if (param !== null) this.#visitPattern(param, bind);
    return this.visit(body, 'free');
  }

  #visitAssignment(node: SyntaxNode, stance: Stance): boolean {
    const left = node['left'] as SyntaxNode;
    const right = node['right'] as SyntaxNode;
    const operator = node['operator'];
    if (operator === '+=') {
      const builds = stance === 'free' && (this.#strings.isString(left) || this.#strings.isString(right));
      const visitParts = () => {
        const target = this.#visitPattern(left, this.#assign);
        return this.visit(right, 'free') || target;
      };
      const target = left.type === 'Identifier' && left.start === node.start ? nameOf(left) : undefined;
      return this.#maybeWrap(node, builds, visitParts, node.start, undefined, target);
    }
    const target = this.#visitPattern(left, this.#assign);
    if (left.type === 'Identifier') {
      this.#strings.learn(left['name'] as string, right);
      // A name in parentheses, `(f) = …`, is not given to the function.
      const names = left.start === node.start && /^(|&&|\|\||\?\?)=$/.test(operator as string);
      if (names && isAnonymousFunction(right))
        return this.#visitNamed(right, left['name'] as string) || target;
    }
    if (this.#isCommonJs && this.#isModuleExports(left, right)) return this.visit(right, 'quoted') || target;
    return this.visit(right, stanceOfSource(left, this.#inside(stance))) || target;
  }

  /** `module.exports = {…}`: Node reads the names of the exports from the text. */
  #isModuleExports(left: SyntaxNode, right: SyntaxNode): boolean {
    return right.type === 'ObjectExpression' && this.#source.slice(left.start, left.end).endsWith('exports');
  }

  #visitBinary(node: SyntaxNode, stance: Stance): boolean {
    const left = node['left'] as SyntaxNode;
    const right = node['right'] as SyntaxNode;
    const isAddition = node['operator'] === '+';
    const wrap = stance === 'free' && isAddition && this.#strings.isBuilt(left, right);
    return this.#maybeWrap(node, wrap, () => {
      // A chain of additions is one site: its parts are joined into one string.
      const inner = isAddition && left.type === 'BinaryExpression' && left['operator'] === '+' && wrap;
      const leftSuspends = this.visit(left, inner ? 'fixed' : this.#quoted(stance));
      return this.visit(right, this.#quoted(stance)) || leftSuspends;
    });
  }

  #visitFunction(node: SyntaxNode): boolean {
    const isArrow = node.type === 'ArrowFunctionExpression';
    const body = node['body'] as SyntaxNode;
    this.#functionStarts.push(this.#functionStart(node));
    this.#bindings.inFunction(isArrow, () => {
      if (node.type === 'FunctionExpression' && node['id'] !== null)
        this.#bindings.declareUnknown(nameOf(node['id']));
      this.#visitPatterns(node['params'], (name) => this.#bindings.declareParameter(name, body.start));
      // The body of `x => ({ x })`, if it starts on the line of its arrow, has a frame on that line already.
      const hasFrame = !MANY_PLACES.has(body.type) && this.#isOneLine(node.start, body.start);
      if (body.type === 'BlockStatement') this.#visitChildren(body);
      else this.visit(body, hasFrame ? 'fixed' : 'free');
    });
    return false;
  }

  /** V8 lets a function start at its parameters, or at `async`. */
  #functionStart(node: SyntaxNode): number {
    if (node.type === 'ArrowFunctionExpression') return node.start;
    const id = node['id'] as SyntaxNode | null;
    return this.#source.indexOf('(', id?.end ?? node.start);
  }

  #visitClass(node: SyntaxNode): boolean {
    this.#functionStarts.push(node.start);
    return this.#bindings.inBlock(false, () => {
      // Inside, the class has a binding of its own.
      if (node['id'] !== null) this.#bindings.declareUnknown(nameOf(node['id']));
      let suspends = this.#visitOptional(node['superClass'], 'free');
      for (const member of (node['body'] as SyntaxNode)['body'] as SyntaxNode[]) {
        if (member['computed'] && this.visit(member['key'] as SyntaxNode, 'free')) suspends = true;
        this.#visitMemberValue(member);
      }
      return suspends;
    });
  }

  #visitMemberValue(member: SyntaxNode): void {
    const value = member['value'] as SyntaxNode | null;
    if (member.type === 'MethodDefinition') this.#visitFunction(value as SyntaxNode);
    else if (member.type === 'StaticBlock') {
      this.#bindings.inFunction(false, () => this.#visitAll(member['body'], 'free'));
    } else if (member.type !== 'PropertyDefinition') throw new Error(`unknown syntax: ${member.type}`);
    else if (value !== null)
      this.#bindings.inFunction(false, () => this.#visitNamed(value, nameFromKey(member)));
  }
}

function nameOf(identifier: unknown): string {
  return (identifier as SyntaxNode)['name'] as string;
}

const MANY_PLACES = new Set([
  'BlockStatement',
  'ConditionalExpression',
  'LogicalExpression',
  'SequenceExpression',
]);

/** Where V8 says a call happens: at the method's name, for a plain function at its start. */
function callPosition(call: SyntaxNode): number {
  const callee = call['callee'] as SyntaxNode;
  return callee.type === 'MemberExpression' ? (callee['property'] as SyntaxNode).start : call.start;
}

function mayWrapCall(call: SyntaxNode, stance: Stance): boolean {
  switch (stance) {
    case 'free':
      return !allocatesNothing(call);
    case 'iterated':
      return makesIterable(call);
    case 'destructured':
    case 'chained':
      return makesObject(call);
    default:
      return false;
  }
}

/** Whether V8 quotes the text only if the value cannot be iterated or destructured. */
function isFailing(stance: Stance): boolean {
  return stance === 'iterated' || stance === 'destructured';
}

/** The stance of what is assigned to a target, if it is a pattern. */
function stanceOfSource(target: SyntaxNode, otherwise: Stance): Stance {
  if (target.type === 'ObjectPattern') return 'destructured';
  return target.type === 'ArrayPattern' ? 'iterated' : otherwise;
}

/** The last call on an optional chain, if there is one. */
function lastCall(expression: SyntaxNode): SyntaxNode | undefined {
  let link = expression;
  while (link.type === 'MemberExpression') link = link['object'] as SyntaxNode;
  return link.type === 'CallExpression' ? link : undefined;
}
