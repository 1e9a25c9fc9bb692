import type { Level } from './level.ts';
import type { OpenSite } from './open-sites.ts';
import { noteUse } from './references.ts';
import type { Reference } from './references.ts';
import { declareIn } from './text-scope.ts';
import type { Scope } from './text-scope.ts';

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
    declareIn(this.#scope, name, this.#scope.isSwitch ? Infinity : initialisedFrom, false);
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
    const binding = declareIn(scope, name, 0, false);
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
    declareIn(this.#scope, name, bodyStart, true);
  }

  /** Notes the name that a class has inside itself; `undefined`: another function's, not followed. */
  declareOwnName(name: string, classStart: number | undefined): void {
    declareIn(this.#scope, name, Infinity, false, classStart);
  }

  /** Notes a function declaration, which in sloppy code sets a variable of the whole function, too. */
  declareFunction(name: string): void {
    if (this.#scope.isFunction && this.#scope.bindings?.has(name) !== true) {
      declareIn(this.#scope, name, 0, false);
      return;
    }
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.parent) {
      const binding = declareIn(scope, name, Infinity, false);
      binding.initialisedFrom = Infinity;
      binding.constantFrom = Infinity;
      if (scope.isFunction) return;
    }
  }
}
