import { Bindings } from './bindings.ts';
import { CHILDREN } from './children.ts';
import type { Lifter } from './lift/lifter.ts';
import type { Wrap } from './lift/lift.ts';
import { keepSpare } from './lift/spare-sites.ts';
import type { OpenSite } from './open-sites.ts';
import type { FoundSite } from './sites.ts';
import type { Stance } from './stance.ts';
import type { SyntaxNode } from '../syntax.ts';

/** What makes a site more than its text. */
export interface SiteTraits {
  /** Offset reported as the place of the allocation; else its start is. */
  readonly position?: number;
  /** The name the language gives to the anonymous function or class that it is. */
  readonly name?: string | undefined;
  /** The variable that `variable += …` is about. */
  readonly target?: string | undefined;
  /** What the expression is put into. */
  readonly wrap?: Wrap | undefined;
}

const PLAIN: SiteTraits = {};

/**
 * A walk over a program that collects sites. Visits answer whether the node, in its own function, awaits,
 * yields or calls `eval` directly.
 */
export abstract class SiteWalk {
  /** Enclosed ones first, those of a function before all that is around it. */
  protected readonly found: FoundSite[] = [];
  /** Offsets where a function starts for V8. */
  protected readonly functionStarts: number[] = [];
  /** Those of functions that allocate, themselves, on the line they start on alone. */
  protected readonly exactStarts = new Set<number>();
  /** Texts to put in besides, by offset. */
  protected readonly texts: { readonly at: number; readonly text: string }[] = [];
  protected readonly bindings = new Bindings();
  /** Whether the code being visited is strict. */
  protected isStrict = false;
  /** Whether it is in a function that may await or yield. */
  protected maySuspend = false;

  protected readonly lifter: Lifter;

  constructor(lifter: Lifter) {
    this.lifter = lifter;
  }

  abstract visit(node: SyntaxNode, stance: Stance): boolean;

  protected visitChildren(node: SyntaxNode): boolean {
    const keys = CHILDREN.get(node.type);
    if (keys === undefined) throw new Error(`unknown syntax: ${node.type}`);
    let suspends = false;
    for (const key of keys) {
      const child = node[key];
      const childSuspends = Array.isArray(child)
        ? this.visitAll(child, 'free')
        : this.visitOptional(child, 'free');
      suspends ||= childSuspends;
    }
    return suspends;
  }

  protected visitAll(nodes: unknown, stance: Stance): boolean {
    let suspends = false;
    for (const node of nodes as (SyntaxNode | null)[]) {
      if (node !== null && this.visit(node, stance)) suspends = true;
    }
    return suspends;
  }

  protected visitOptional(node: unknown, stance: Stance): boolean {
    return node !== null && node !== undefined && this.visit(node as SyntaxNode, stance);
  }

  /**
   * Starts an expression that becomes a site, if it is to be one; its parts are visited next.
   *
   * @returns What closeSite() is to get.
   */
  protected openSite(node: SyntaxNode, wrap: boolean): OpenSite | undefined {
    return wrap ? this.bindings.openSite(node.start) : undefined;
  }

  /** Ends an expression. Takes and returns whether it suspends: of such a one only the last step becomes a site. */
  protected closeSite(
    open: OpenSite | undefined,
    node: SyntaxNode,
    suspends: boolean,
    traits = PLAIN,
  ): boolean {
    if (open === undefined) return suspends;
    this.bindings.closeSite(open);
    const { position = node.start, name, target, wrap } = traits;
    if (suspends) {
      if (!open.isKept) this.#lift(open, node, position);
      return true;
    }
    this.found.push({
      start: node.start,
      end: node.end,
      position,
      name,
      target,
      open,
      isStrict: this.isStrict,
      wrap,
    });
    return false;
  }

  /** Starts an expression that V8 may quote, but that becomes a site if what is around it is lifted. */
  protected openSpare(node: SyntaxNode): OpenSite | undefined {
    return this.maySuspend ? this.bindings.openSite(node.start) : undefined;
  }

  /** Ends it. Takes and returns whether it suspends. */
  protected closeSpare(
    open: OpenSite | undefined,
    node: SyntaxNode,
    suspends: boolean,
    position = node.start,
  ): boolean {
    if (open === undefined) return suspends;
    this.bindings.closeSite(open);
    if (!suspends && !open.isKept) keepSpare(node, open, position);
    return suspends;
  }

  #lift(open: OpenSite, node: SyntaxNode, position: number): void {
    const lift = this.lifter.lift(node);
    if (lift === undefined) return;
    const common = { name: undefined, target: undefined, isStrict: false };
    for (const part of lift.parts) {
      const { start, end, site } = part;
      if (site !== undefined) this.found.push({ ...common, ...site, isStrict: this.isStrict, isSpare: true });
      this.found.push({ ...common, start, end, position, open, part });
    }
    this.found.push({ ...common, start: node.start, end: lift.end, position, open, lift });
  }
}
