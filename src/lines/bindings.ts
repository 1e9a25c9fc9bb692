// Which local variables a site may be given as parameters instead of capturing them. A captured variable
// lives in a context on the heap: that costs time, is kept by every closure of the function, and is booked
// on the function's first line. A parameter is none of that. It must hold the same value throughout, so:
//  - no function inside may assign the variable (while a site is evaluated, only those can run);
//  - the site itself may not;
//  - if a function inside the site reads it, at any later time, it may never change at all;
//  - it must be initialised when the site is reached.
// Where this is not sure, the variable is captured, which is always right. A site that captures nothing can
// stand anywhere in the file: it becomes a function of its own at the end, made once.

/** A function's own code: what is in it runs together, what is in functions inside it runs at other times. */
export interface Level extends FunctionTraits {
  readonly parent: Level | undefined;
  /** `arguments` may be another name for its parameters. */
  usesArguments: boolean;
}

/** What the text tells of a function. */
export interface FunctionTraits {
  readonly isArrow: boolean;
  /** Offset of its start. */
  readonly start: number;
  /** A declaration: it can be called before the code above it has run. */
  readonly isDeclared: boolean;
  /** The constructor of a derived class: `this` comes with `super()`. */
  readonly hasLateThis: boolean;
  /** Offset of the class that it is a member of. */
  readonly memberOf: number | undefined;
}

/** An expression that may become a site, while the walk is inside it. */
export interface OpenSite {
  readonly parent: OpenSite | undefined;
  readonly level: Level;
  readonly start: number;
  /** Counts scopes and sites by their start. */
  readonly order: number;
  /** Local variables it reads or writes that are declared outside of it, with repetitions. */
  readonly uses: Use[];
  usesThis: boolean;
  hasFunction: boolean;
  /** It means what it means only where it stands. */
  isPinned: boolean;
}

/** How a site gets the variables it uses. */
export interface SiteInputs {
  readonly parameters: readonly string[];
  /** The one among them that the caller is to assign the site's value to. */
  readonly assigned: string | undefined;
  /** These are all: it captures nothing but, maybe, `this`. */
  readonly isComplete: boolean;
}

interface Use {
  readonly binding: Binding;
  readonly isWrite: boolean;
  /** By a function inside. */
  readonly isLater: boolean;
}

interface Binding {
  readonly name: string;
  readonly level: Level;
  readonly scopeOrder: number;
  readonly isParameter: boolean;
  /** The class, by its offset, that has this name inside. */
  readonly classStart: number | undefined;
  /** From this offset on it is initialised; Infinity: not known. */
  initialisedFrom: number;
  /** From this offset on it does not change if nothing assigns it. */
  constantFrom: number;
  isAssignedLater: boolean;
  isAssigned: boolean;
}

interface Reference {
  readonly name: string;
  readonly level: Level;
  readonly site: OpenSite | undefined;
  readonly isWrite: boolean;
}

interface Scope {
  readonly parent: Scope | undefined;
  readonly level: Level;
  readonly order: number;
  /** Where `var` declares. */
  readonly isFunction: boolean;
  /** Code may jump past its declarations. */
  readonly isSwitch: boolean;
  /** Most blocks declare nothing. */
  bindings: Map<string, Binding> | undefined;
  references: Reference[] | undefined;
}

// Names that are words of the language somewhere; a parameter cannot always have them.
const RESERVED = new Set(
  'arguments async await eval implements interface let package private protected public static yield'.split(
    ' ',
  ),
);

const NO_INPUTS: SiteInputs = { parameters: [], assigned: undefined, isComplete: false };

/** Follows the scopes of a program during a walk over it in the order of the text. */
export class Bindings {
  #scope: Scope;
  #level: Level = {
    parent: undefined,
    isArrow: false,
    start: 0,
    isDeclared: false,
    hasLateThis: false,
    memberOf: undefined,
    usesArguments: false,
  };
  #site: OpenSite | undefined;
  #isDynamic = false;
  #order = 0;

  constructor() {
    this.#scope = this.#newScope(undefined, true, false);
  }

  #newScope(parent: Scope | undefined, isFunction: boolean, isSwitch: boolean): Scope {
    const order = ++this.#order;
    return {
      parent,
      level: this.#level,
      order,
      isFunction,
      isSwitch,
      bindings: undefined,
      references: undefined,
    };
  }

  /** Runs a walk over a block, loop, switch or catch clause. */
  inBlock<Result>(isSwitch: boolean, walk: () => Result): Result {
    this.#scope = this.#newScope(this.#scope, false, isSwitch);
    const result = walk();
    this.#leaveScope();
    return result;
  }

  /** Runs a walk over a function, or over what runs as one: a static block, the value of a class field. */
  inFunction(traits: FunctionTraits, walk: () => void): void {
    const outer = this.#level;
    this.noteFunction();
    this.#level = { ...traits, parent: outer, usesArguments: false };
    this.#scope = this.#newScope(this.#scope, true, false);
    walk();
    this.#leaveScope();
    this.#level = outer;
  }

  #leaveScope(): void {
    const { parent, bindings, references } = this.#scope;
    if (parent === undefined) return;
    this.#scope = parent;
    if (references === undefined) return;
    if (bindings === undefined && parent.references === undefined) {
      parent.references = references;
      return;
    }
    parent.references ??= [];
    for (const reference of references) {
      const binding = bindings?.get(reference.name);
      if (binding === undefined) parent.references.push(reference);
      else noteUse(binding, reference);
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
   */
  declareVar(name: string, isSet: boolean, onceAt: number | undefined): void {
    let scope = this.#scope;
    while (!scope.isFunction && scope.parent !== undefined) scope = scope.parent;
    const known = scope.bindings?.has(name) === true;
    const binding = this.#declare(scope, name, 0, false);
    if (isSet && onceAt !== undefined && !known && binding.constantFrom === 0) {
      binding.constantFrom = onceAt;
      return;
    }
    // Functions inside may see it before, and a loop may set it again.
    if (isSet || known) binding.isAssigned = true;
    // In sloppy code a block may have a function, or a catch clause a parameter, of the same name.
    if (isSet) this.refer(name, true);
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
    const from = RESERVED.has(name) ? Infinity : initialisedFrom;
    const binding = {
      name,
      level: scope.level,
      scopeOrder: scope.order,
      isParameter,
      classStart: RESERVED.has(name) ? undefined : classStart,
      initialisedFrom: from,
      constantFrom: from,
      isAssignedLater: false,
      isAssigned: false,
    };
    scope.bindings.set(name, binding);
    return binding;
  }

  /** Notes that a name is read or written. */
  refer(name: string, isWrite: boolean): void {
    if (name === 'arguments') {
      ownerOfThis(this.#level).usesArguments = true;
      this.pinToFunction();
    }
    // Reading a variable outside of every site restricts nothing.
    if (this.#site === undefined && !isWrite) return;
    this.#scope.references ??= [];
    this.#scope.references.push({ name, level: this.#level, site: this.#site, isWrite });
  }

  /** Notes a direct eval or a `with`: names may mean anything. */
  becomeDynamic(): void {
    this.#isDynamic = true;
  }

  /** Notes a function or class. */
  noteFunction(): void {
    for (let site = this.#site; site !== undefined && !site.hasFunction; site = site.parent) {
      site.hasFunction = true;
    }
  }

  /** Notes `this`. */
  useThis(): void {
    const owner = ownerOfThis(this.#level);
    for (let site = this.#site; site && ownerOfThis(site.level) === owner; site = site.parent) {
      site.usesThis = true;
      // Passing it on reads it early, which in a derived class may fail early.
      site.isPinned ||= owner.hasLateThis;
    }
  }

  /** Notes what means something else in another function: `super`, `arguments`, `new.target`. */
  pinToFunction(): void {
    const owner = ownerOfThis(this.#level);
    for (let site = this.#site; site && ownerOfThis(site.level) === owner; site = site.parent) {
      site.isPinned = true;
    }
  }

  /** Notes what means something in its class alone. */
  pinToClass(): void {
    for (let site = this.#site; site; site = site.parent) site.isPinned = true;
  }

  openSite(start: number): OpenSite {
    this.#site = {
      parent: this.#site,
      level: this.#level,
      start,
      order: ++this.#order,
      uses: [],
      usesThis: false,
      hasFunction: false,
      isPinned: false,
    };
    return this.#site;
  }

  closeSite(site: OpenSite): void {
    this.#site = site.parent;
  }

  /**
   * What to pass to a site; to be asked when the walk is over.
   *
   * @param target - The variable that the site, `variable += …`, is about.
   */
  inputsOf(site: OpenSite, target: string | undefined): SiteInputs {
    if (this.#isDynamic) return NO_INPUTS;
    const assigned = target !== undefined && mayAssignOutside(site, target) ? target : undefined;
    const uses =
      assigned === undefined
        ? site.uses
        : site.uses.map((use) =>
            use.isWrite && use.binding.name === assigned ? { ...use, isWrite: false } : use,
          );
    const isComplete = !site.isPinned && uses.every((use) => mayPass(use, site));
    // A handful of variables: searching arrays is quicker than hashing.
    const refused: Binding[] = [];
    const passed: Binding[] = [];
    for (const use of uses) {
      // What belongs to a function around is in a context already: capturing it costs nothing.
      if (isComplete || use.binding.level === site.level) {
        const list = isComplete || mayPass(use, site) ? passed : refused;
        if (!list.includes(use.binding)) list.push(use.binding);
      }
    }
    const parameters = passed
      .filter((binding) => refused.length === 0 || !refused.includes(binding))
      .map(({ name }) => name);
    return { parameters, assigned, isComplete };
  }
}

/** Whether `name += …` may work on a parameter and leave the assigning to its caller. */
function mayAssignOutside(site: OpenSite, name: string): boolean {
  const uses = site.uses.filter(({ binding }) => binding.name === name);
  return (
    uses.filter(({ isWrite }) => isWrite).length === 1 &&
    uses.every(
      (use) => use.binding.level === site.level && !use.isLater && mayPass({ ...use, isWrite: false }, site),
    )
  );
}

/** The function whose `this` and `arguments` an arrow function shares. */
function ownerOfThis(level: Level): Level {
  let owner = level;
  while (owner.isArrow && owner.parent !== undefined) owner = owner.parent;
  return owner;
}

/** Tells the sites inside the variable's scope that are around a reference. */
function noteUse(binding: Binding, { level, site, isWrite }: Reference): void {
  const isLater = level !== binding.level;
  if (isWrite && isLater) binding.isAssignedLater = true;
  if (isWrite) binding.isAssigned = true;
  if (site === undefined || site.order < binding.scopeOrder) return;
  const use = { binding, isWrite, isLater };
  for (let around = site; around && around.order > binding.scopeOrder; around = around.parent!) {
    around.uses.push(use);
  }
}

function mayPass({ binding, isWrite, isLater }: Use, site: OpenSite): boolean {
  if (isWrite || binding.isAssignedLater || (isLater && binding.isAssigned)) return false;
  if (binding.isParameter && binding.level.usesArguments) return false;
  return isInitialised(binding, isLater ? binding.constantFrom : binding.initialisedFrom, site);
}

/** Whether code has gone past an offset in the variable's function when a site is reached. */
function isInitialised(binding: Binding, from: number, site: OpenSite): boolean {
  if (site.level === binding.level) return site.start >= from;
  let inner = site.level;
  while (inner.parent !== undefined && inner.parent !== binding.level) inner = inner.parent;
  // The class is there before anything of its members runs; what its head computes runs before.
  if (binding.classStart !== undefined) return inner.memberOf === binding.classStart;
  if (from === 0) return true;
  return (binding.isParameter || !inner.isDeclared) && inner.start >= from;
}
