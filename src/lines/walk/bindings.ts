import { newLevel, outermost, ownerOfThis } from './level.ts';
import type { FunctionTraits, Level } from './level.ts';
import { OpenSites } from './open-sites.ts';
import type { OpenSite } from './open-sites.ts';
import type { Reference } from './references.ts';
import { Scopes } from './scopes.ts';
import { inputsOf, NO_INPUTS } from './site-inputs.ts';
import type { SiteInputs } from './site-inputs.ts';

/** A function walked by itself, before what is around it; what that needs to know of it. */
export class WalkedFunction {
  readonly level: Level;
  /** Names it uses and does not declare. */
  readonly references: readonly Reference[];
  /** Its outermost sites. */
  readonly roots: readonly OpenSite[];

  constructor(level: Level, references: readonly Reference[], roots: readonly OpenSite[]) {
    this.level = level;
    this.references = references;
    this.roots = roots;
  }
}

const FILE: FunctionTraits = {
  isArrow: false,
  start: 0,
  isDeclared: false,
  hasLateThis: false,
  memberOf: undefined,
};

/** Follows functions, scopes and sites during walks over the parts of a program. */
export class Bindings {
  readonly #file = newLevel(FILE);
  readonly #sites = new OpenSites();
  readonly scopes = new Scopes(this.#file);
  #level = this.#file;
  /** Whether names may mean anything. */
  isDynamic = false;

  /** Enters a function, or what runs as one where it stands: a static block, the value of a class field. */
  enterFunction(traits: FunctionTraits): void {
    const level = newLevel(traits);
    level.parent = this.#level;
    this.#sites.noteFunction();
    this.#level = level;
    this.scopes.enterFunction(level, traits.start);
  }

  leaveFunction(): void {
    this.scopes.leave();
    this.#level = this.#level.parent!;
  }

  /** Runs a walk over a function without what is around it. */
  walkApart(traits: FunctionTraits, walk: () => void): WalkedFunction {
    const outer = this.#level;
    const level = newLevel(traits);
    this.#level = level;
    this.scopes.enterFunction(level, traits.start);
    const endSites = this.#sites.startApart();
    walk();
    this.#level = outer;
    return new WalkedFunction(level, this.scopes.leaveApart(), endSites());
  }

  /** Puts a function where it stands. */
  attach({ level, references, roots }: WalkedFunction, traits: FunctionTraits): void {
    level.parent = this.#level;
    level.traits = traits;
    this.#sites.passOn(level, this.#level);
    this.#sites.adopt(roots);
    this.scopes.adopt(references, this.#sites.current);
  }

  /** Notes that a name is read or written. */
  refer(name: string, isWrite: boolean): void {
    if (name === 'arguments') {
      ownerOfThis(this.#level).usesArguments = true;
      this.pinToFunction();
    }
    const site = this.#sites.current;
    // Reading a variable outside of every site restricts nothing; a function may yet turn out to be in one.
    if (site === undefined && !isWrite && this.#level === this.#file) return;
    this.scopes.refer(name, this.#level, site, isWrite);
  }

  /** Notes a `var`; see Scopes. */
  declareVar(name: string, isSet: boolean, onceAt: number | undefined): void {
    if (this.scopes.declareVar(name, isSet, onceAt)) this.refer(name, true);
  }

  /** Notes a direct eval or a `with`: names may mean anything. */
  becomeDynamic(): void {
    this.isDynamic = true;
  }

  /** Notes a function or class. */
  noteFunction(): void {
    this.#sites.noteFunction();
  }

  /** Notes text that must stay as it is. */
  keep(): void {
    this.#sites.keep();
  }

  /** Notes `this`. */
  useThis(): void {
    this.#sites.useThis(this.#level);
  }

  /** Notes what means something else in another function: `super`, `arguments`, `new.target`. */
  pinToFunction(): void {
    this.#sites.pinToFunction(this.#level);
  }

  /** Notes what means something in its class alone. */
  pinToClass(): void {
    this.#sites.pinToClass(this.#level);
  }

  openSite(start: number): OpenSite {
    return this.#sites.open(start, this.#level);
  }

  closeSite(site: OpenSite): void {
    this.#sites.close(site);
  }

  /** Whether the function that a site is in turned out to be one that is to be walked. */
  isInFile(site: OpenSite): boolean {
    return outermost(site.level) === this.#file;
  }

  /** What to pass to a site; to be asked when the walk is over. */
  inputsOf(site: OpenSite, target: string | undefined): SiteInputs {
    return this.isDynamic ? NO_INPUTS : inputsOf(site, target);
  }
}
