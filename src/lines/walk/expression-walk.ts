import { nameOf } from './nodes.ts';
import { finishSites } from './sites.ts';
import type { Sites } from './sites.ts';
import { quoted } from './stance.ts';
import type { Stance } from './stance.ts';
import { StatementWalk } from './statement-walk.ts';
import type { SyntaxNode } from '../syntax.ts';

/** What a walk over a file finds. */
export interface Found extends Sites {
  /** Offsets where a function starts for V8, ascending: positions that profiles name besides the sites. */
  readonly functionStarts: readonly number[];
  /** Those of functions that allocate, themselves, on the line they start on alone. */
  readonly exactStarts: ReadonlySet<number>;
  /** Texts to put in besides, by offset. */
  readonly texts: readonly { readonly at: number; readonly text: string }[];
}

/** The walk, which tells kinds of syntax apart. */
export class ExpressionWalk extends StatementWalk {
  /** Visits what is in no function, and decides about all. */
  finish(program: SyntaxNode, starts: readonly number[], isStrict: boolean, isModule: boolean): Found {
    this.isStrict = isStrict;
    this.maySuspend = isModule;
    this.visit(program, 'free');
    const { source, bindings } = this;
    return {
      ...finishSites(this.found, { source, starts, isStrict, bindings }),
      exactStarts: this.exactStarts,
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
      case 'Literal':
        return this.visitLiteral(node, stance);
      case 'CallExpression':
        return this.visitCall(node, stance);
      case 'ExpressionStatement':
        return this.visit(node['expression'] as SyntaxNode, 'free');
      case 'BinaryExpression':
        return this.visitBinary(node, stance);
      case 'AssignmentExpression':
        return this.visitAssignment(node, stance);
      case 'ThisExpression':
        this.bindings.useThis();
        return false;
      case 'FunctionExpression':
      case 'ArrowFunctionExpression':
        return this.visitFunctionExpression(node, stance);
      case 'UnaryExpression':
        return this.visitUnary(node, stance);
      case 'LogicalExpression':
        return this.visitLogical(node, stance);
      case 'ConditionalExpression':
        return this.visitConditional(node, stance);
      case 'ObjectExpression':
        return this.visitObject(node, stance);
      case 'ArrayExpression':
        return this.visitArray(node, stance);
      case 'TemplateLiteral':
        return this.visitTemplate(node, stance);
      case 'NewExpression':
        return this.visitNew(node, stance);
      case 'UpdateExpression':
        return this.visitPattern(node['argument'] as SyntaxNode, this.assign);
      case 'SpreadElement':
        return this.visitSpread(node, stance);
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
      case 'TaggedTemplateExpression':
        return this.visitTaggedTemplate(node, stance);
      case 'ImportExpression':
        return this.visitImport(node, stance);
      case 'ClassExpression':
        return this.visitClassExpression(node, stance);
      case 'Super':
        this.bindings.pinToFunction();
        return false;
      case 'MetaProperty':
        if (nameOf(node['meta']) === 'new') this.bindings.pinToFunction();
        return false;
      case 'PrivateIdentifier':
        this.bindings.pinToClass();
        return false;
      default:
        return this.visitStatement(node);
    }
  }
}
