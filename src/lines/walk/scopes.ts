import type { Binding } from './binding.ts';
import type { Level } from './level.ts';
import type { OpenSite } from './open-sites.ts';
import { noteUse } from './references.ts';
import type { Reference } from './references.ts';

/** A part of the text in which names mean the same. */
interface Scope {
  readonly parent: Scope | undefined;
  readonly level: Level;
  readonly start: number;
  /** Where `var` declares. */
  readonly isFunction: boolean;
  /** Code may jump past its declarations. */
  readonly isSwitch: boolean;
  /** Most blocks declare nothing. */
  bindings: Map<string, Binding> | undefined;
  /** How many references had been noted when it started. */
  readonly firstReference: number;
}

// Names that are words of the language somewhere; a parameter cannot always have them.
const RESERVED = new Set(
  'arguments async await eval implements interface let package private protected public static yield'.split(
    ' ',
  ),
);

/** The scopes around a place in a walk, what they declare, and the names not found in them yet. */
export class Scopes {
  #scope: Scope;
  readonly #references: Reference[] = [];

  constructor(level: Level) {
    this.#scope = this.#newScope(undefined, level, -1, true, false);
  }

  #newScope(
    parent: Scope | undefined,
    level: Level,
    start: number,
    isFunction: boolean,
    isSwitch: boolean,
  ): Scope {
    const firstReference = this.#references.length;
    return { parent, level, start, isFunction, isSwitch, bindings: undefined, firstReference };
  }

  /** Enters a block, loop, switch or catch clause. */
  enterBlock(start: number, isSwitch: boolean): void {
    this.#scope = this.#newScope(this.#scope, this.#scope.level, start, false, isSwitch);
  }

  enterFunction(level: Level, start: number): void {
    this.#scope = this.#newScope(this.#scope, level, start, true, false);
  }

  leave(): void {
    const { parent, bindings, firstReference } = this.#scope;
    this.#scope = parent!;
    if (bindings === undefined) return;
    const references = this.#references;
    let kept = firstReference;
    for (let i = firstReference; i < references.length; i++) {
      const reference = references[i];
      const binding = bindings.get(reference.name);
      if (binding === undefined) references[kept++] = reference;
      else noteUse(binding, reference);
    }
    references.length = kept;
  }

  /** Leaves a function that was walked by itself; the names it left open. */
  leaveApart(): Reference[] {
    const { firstReference } = this.#scope;
    this.leave();
    const read = new Set<string>();
    return this.#references.splice(firstReference).filter(({ name, site, isWrite }) => {
      if (site !== undefined || isWrite) return true;
      const isNew = !read.has(name);
      read.add(name);
      return isNew;
    });
  }

  /** Notes a name that is read or written. */
  refer(name: string, level: Level, site: OpenSite | undefined, isWrite: boolean): void {
    this.#references.push({ name, level, site, isWrite });
  }

  /** Notes the names that a function left open. */
  adopt(references: readonly Reference[], site: OpenSite | undefined): void {
    for (const reference of references) {
      reference.site ??= site;
      this.#references.push(reference);
    }
  }

  /** Notes a `let`, `const` or `class`, or the parameter of a catch clause. */
  declareInBlock(name: string, initialisedFrom: number): void {
    this.#declare(this.#scope, name, this.#scope.isSwitch ? Infinity : initialisedFrom, false);
  }

  /**
   * Notes a `var`.
   *
   * @param isSet - It is given a value where it is declared.
   * @param onceAt - The end of the declaration, if it runs once in each run of the function.
   * @returns Whether that counts as an assignment like any other.
   */
  declareVar(name: string, isSet: boolean, onceAt: number | undefined): boolean {
    let scope = this.#scope;
    while (!scope.isFunction && scope.parent !== undefined) scope = scope.parent;
    const known = scope.bindings?.has(name) === true;
    const binding = this.#declare(scope, name, 0, false);
    if (isSet && onceAt !== undefined && !known && binding.constantFrom === 0) {
      binding.constantFrom = onceAt;
      return false;
    }
    // Functions inside may see it before, and a loop may set it again.
    if (isSet || known) binding.isAssigned = true;
    // In sloppy code a block may have a function, or a catch clause a parameter, of the same name.
    return isSet;
  }

  /** Notes a parameter of the function whose body starts at an offset. */
  declareParameter(name: string, bodyStart: number): void {
    this.#declare(this.#scope, name, bodyStart, true);
  }

  /** Notes the name that a class has inside itself; `undefined`: another function's, not followed. */
  declareOwnName(name: string, classStart: number | undefined): void {
    this.#declare(this.#scope, name, Infinity, false, classStart);
  }

  /** Notes a function declaration, which in sloppy code sets a variable of the whole function, too. */
  declareFunction(name: string): void {
    if (this.#scope.isFunction && this.#scope.bindings?.has(name) !== true) {
      this.#declare(this.#scope, name, 0, false);
      return;
    }
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.parent) {
      const binding = this.#declare(scope, name, Infinity, false);
      binding.initialisedFrom = Infinity;
      binding.constantFrom = Infinity;
      if (scope.isFunction) return;
    }
  }

  #declare(
    scope: Scope,
    name: string,
    initialisedFrom: number,
    isParameter: boolean,
    classStart?: number,
  ): Binding {
    scope.bindings ??= new Map();
    const known = scope.bindings.get(name);
    if (known !== undefined) return known;
    const isReserved = RESERVED.has(name);
    const from = isReserved ? Infinity : initialisedFrom;
    const binding: Binding = {
      name,
      level: scope.level,
      scopeStart: scope.start,
      isParameter,
      classStart: isReserved ? undefined : classStart,
      initialisedFrom: from,
      constantFrom: from,
      isAssignedLater: false,
      isAssigned: false,
    };
    scope.bindings.set(name, binding);
    return binding;
  }
}
