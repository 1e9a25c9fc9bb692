import { LIMIT_KEY } from './declaration-walk.ts';
import { FunctionWalk } from './function-walk.ts';
import { allocatesNothing, makesCollection } from './known-builtins.ts';
import { callPosition, hasOptional, lastCall, nameOf } from './nodes.ts';
import type { IsOneLine } from '../original-lines.ts';
import { NOTE_LIMIT } from '../stack-limit.ts';
import { isFailing, mayWrapCall, quoted } from './stance.ts';
import type { Stance } from './stance.ts';
import type { SyntaxNode } from '../syntax.ts';

/** What was made is told to the limit of stack frames. */
const NOTED = { wrap: { before: `Error[Symbol.for(${JSON.stringify(NOTE_LIMIT)})](`, after: ')' } };

/** The part of the walk that deals with calls, members, and chains of them. */
export abstract class CallWalk extends FunctionWalk {
  protected readonly isCommonJs: boolean;

  constructor(source: string, prefix: string, isOneLine: IsOneLine, isCommonJs: boolean) {
    super(source, prefix, isOneLine);
    this.isCommonJs = isCommonJs;
  }

  protected visitCall(node: SyntaxNode, stance: Stance): boolean {
    const callee = node['callee'] as SyntaxNode;
    if (this.isCommonJs && this.#isForLexer(callee, (node['arguments'] as SyntaxNode[])[0])) {
      this.bindings.keep();
      // Its parts are not looked at: they may suspend.
      return true;
    }
    const wrap = mayWrapCall(node, stance);
    const calleeStance = wrap && this.#isOnNewLine(node) ? 'chained' : 'quoted';
    const position = callPosition(node);
    if (!wrap && stance === 'quoted' && this.maySuspend && !allocatesNothing(node)) {
      const spare = this.openSpare(node);
      const suspends = this.#visitCallParts(node, calleeStance) || this.#isDirectEval(node);
      return this.closeSpare(spare, node, suspends, position);
    }
    const open = this.openSite(node, wrap);
    const suspends = this.#visitCallParts(node, calleeStance) || this.#isDirectEval(node);
    return this.closeSite(open, node, suspends, { position });
  }

  /** Whether a call runs its argument as code of the function it stands in, which may declare variables there. */
  #isDirectEval(call: SyntaxNode): boolean {
    const callee = call['callee'] as SyntaxNode;
    if (callee.type !== 'Identifier' || nameOf(callee) !== 'eval' || call['optional']) return false;
    this.bindings.becomeDynamic();
    this.bindings.keep();
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

  protected visitNew(node: SyntaxNode, stance: Stance): boolean {
    const open = this.openSite(node, stance === 'free' || (stance === 'iterated' && makesCollection(node)));
    // `new` takes the first parentheses it finds for its own, so nothing on its callee's left may gain any.
    const suspends = this.#visitCallParts(node, 'fixed');
    return this.closeSite(open, node, suspends, this.setsLimit ? NOTED : undefined);
  }

  protected visitImport(node: SyntaxNode, stance: Stance): boolean {
    const open = this.openSite(node, stance === 'free');
    const source = this.visit(node['source'] as SyntaxNode, 'free');
    return this.closeSite(open, node, this.visitOptional(node['options'], 'free') || source);
  }

  protected visitMember(node: SyntaxNode, stance: Stance): boolean {
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

  protected visitChain(node: SyntaxNode, stance: Stance): boolean {
    const expression = node['expression'] as SyntaxNode;
    const call = lastCall(expression);
    const wrap = stance === 'free' && call !== undefined && !allocatesNothing(call);
    const open = this.openSite(node, wrap);
    const position = call === undefined ? node.start : callPosition(call);
    return this.closeSite(open, node, this.#visitLink(expression), { position });
  }

  /** A link of an optional chain: it ends the whole chain when it is missing, so it stays where it is. */
  #visitLink(node: SyntaxNode): boolean {
    if (node.type === 'CallExpression') {
      if (this.maySuspend && !hasOptional(node)) return this.visit(node, 'quoted');
      const callee = this.#visitLink(node['callee'] as SyntaxNode);
      return this.visitAll(node['arguments'], 'free') || callee || this.#isDirectEval(node);
    }
    if (node.type === 'MemberExpression') {
      const object = this.#visitLink(node['object'] as SyntaxNode);
      return this.#visitKey(node, 'quoted') || object;
    }
    return this.visit(node, 'fixed');
  }
}
