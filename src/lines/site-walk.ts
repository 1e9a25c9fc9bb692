import { Bindings } from './bindings.ts';
import type { OpenSite } from './bindings.ts';
import { CHILDREN } from './children.ts';
import type { Stance } from './stance.ts';
import type { SyntaxNode } from './syntax.ts';

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
  /** How to make it a function at the end of the file; undefined when it must stay where it is. */
  readonly apart: Apart | undefined;
}

/** What a site needs to mean the same at the end of the file. */
export interface Apart {
  readonly usesThis: boolean;
  /** It stands in strict code of a file that is not. */
  readonly isStrict: boolean;
}

/** A site before the walk is over and it is known what can be passed to it. */
interface FoundSite {
  readonly start: number;
  readonly end: number;
  readonly position: number;
  readonly name: string | undefined;
  readonly open: OpenSite;
  readonly isStrict: boolean;
  /** The variable that `variable += …` is about. */
  readonly target: string | undefined;
  finished: Site | undefined;
}

/** The sites of a file. */
export interface Sites {
  /** By start, the enclosing one first. */
  readonly opening: readonly Site[];
  /** The same sites by end, the enclosed one first. */
  readonly closing: readonly Site[];
  /** Offsets where a function starts for V8, ascending: positions that profiles name besides the sites. */
  readonly functionStarts: readonly number[];
  /** Texts to put in besides, by offset. */
  readonly texts: readonly { readonly at: number; readonly text: string }[];
}

/**
 * A walk over a program in the order of its text that collects sites. Visits answer whether the node, in its
 * own function, awaits, yields or calls `eval` directly.
 */
export abstract class SiteWalk {
  readonly #opening: (FoundSite | undefined)[] = [];
  readonly #closing: FoundSite[] = [];
  protected readonly functionStarts: number[] = [];
  protected readonly texts: { readonly at: number; readonly text: string }[] = [];
  protected readonly bindings = new Bindings();
  /** Whether the code being visited is strict where the file is not. */
  protected isStrict = false;

  /** Whether a text can be put on one line and mean the same. */
  protected abstract fitsOneLine(open: OpenSite, end: number): boolean;

  abstract visit(node: SyntaxNode, stance: Stance): boolean;

  /** The sites found; to be asked when the walk is over. */
  finish(): Sites {
    const closing = this.#closing.map((found) => (found.finished = this.#finishSite(found)));
    const opening: Site[] = [];
    for (const found of this.#opening) if (found !== undefined) opening.push(found.finished!);
    const texts = this.texts.toSorted((a, b) => a.at - b.at);
    return { opening, closing, functionStarts: this.functionStarts, texts };
  }

  #finishSite({ start, end, position, name, open, isStrict, target }: FoundSite): Site {
    const { parameters, assigned, isComplete } = this.bindings.inputsOf(open, target);
    const isApart = isComplete && this.fitsOneLine(open, end);
    const apart = isApart ? { usesThis: open.usesThis, isStrict } : undefined;
    return { start, end, position, name, parameters, assigned, apart };
  }

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

  protected maybeWrap(
    node: SyntaxNode,
    wrap: boolean,
    visitParts: () => boolean,
    position = node.start,
    name?: string,
    target?: string,
  ): boolean {
    if (!wrap) return visitParts();
    const slot = this.#opening.push(undefined) - 1;
    const open = this.bindings.openSite(node.start);
    const suspends = visitParts();
    this.bindings.closeSite(open);
    if (suspends) return true;
    const { isStrict } = this;
    const finished = undefined;
    const site = { start: node.start, end: node.end, position, name, open, isStrict, target, finished };
    this.#opening[slot] = site;
    this.#closing.push(site);
    return false;
  }
}
