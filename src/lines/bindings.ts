// Which local variables a site may be given as parameters instead of capturing them. A captured variable
// lives in a context on the heap: that costs time, is kept by every closure of the function, and is booked
// on the function's first line. A parameter is none of that. It must hold the same value throughout, so:
//  - no function inside may assign the variable (while a site is evaluated, only those can run);
//  - the site itself may not;
//  - if a function inside the site reads it, at any later time, it may never change at all;
//  - it must be initialised when the site is reached.
// Where this is not sure, the variable is captured, which is always right.

/** A function's own code: what is in it runs together, what is in functions inside it runs at other times. */
export interface Level {
  readonly parent: Level | undefined;
  readonly isArrow: boolean;
  /** `arguments` may be another name for its parameters. */
  usesArguments: boolean;
}

/** An expression that may become a site, while the walk is inside it. */
export interface OpenSite {
  readonly parent: OpenSite | undefined;
  readonly level: Level;
  readonly start: number;
  /** Variables it reads or writes, with repetitions. */
  readonly uses: Use[];
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
  readonly isParameter: boolean;
  /** From this offset on it is initialised; Infinity: not known. */
  initialisedFrom: number;
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
  /** Where `var` declares. */
  readonly isFunction: boolean;
  /** Code may jump past its declarations. */
  readonly isSwitch: boolean;
  readonly bindings: Map<string, Binding>;
  readonly references: Reference[];
}

// Names that are words of the language somewhere; a parameter cannot always have them.
const RESERVED = new Set(
  'arguments async await eval implements interface let package private protected public static yield'.split(
    ' ',
  ),
);

/** Follows the scopes of a program during a walk over it in the order of the text. */
export class Bindings {
  #scope: Scope;
  #level: Level = { parent: undefined, isArrow: false, usesArguments: false };
  #site: OpenSite | undefined;
  #isDynamic = false;

  constructor() {
    this.#scope = this.#newScope(undefined, true, false);
  }

  #newScope(parent: Scope | undefined, isFunction: boolean, isSwitch: boolean): Scope {
    return { parent, level: this.#level, isFunction, isSwitch, bindings: new Map(), references: [] };
  }

  /** Runs a walk over a block, loop, switch or catch clause. */
  inBlock<Result>(isSwitch: boolean, walk: () => Result): Result {
    this.#scope = this.#newScope(this.#scope, false, isSwitch);
    const result = walk();
    this.#leaveScope();
    return result;
  }

  /** Runs a walk over a function, or over what runs as one: a static block, the value of a class field. */
  inFunction(isArrow: boolean, walk: () => void): void {
    const outer = this.#level;
    this.#level = { parent: outer, isArrow, usesArguments: false };
    this.#scope = this.#newScope(this.#scope, true, false);
    walk();
    this.#leaveScope();
    this.#level = outer;
  }

  #leaveScope(): void {
    const { parent, bindings, references } = this.#scope;
    for (const reference of references) {
      const binding = bindings.get(reference.name);
      if (binding === undefined) parent?.references.push(reference);
      else noteUse(binding, reference);
    }
    if (parent !== undefined) this.#scope = parent;
  }

  /** Notes a `let`, `const` or `class`, or the parameter of a catch clause. */
  declareInBlock(name: string, initialisedFrom: number): void {
    this.#declare(this.#scope, name, this.#scope.isSwitch ? Infinity : initialisedFrom, false);
  }

  /** Notes a `var`; `isSet`: it is given a value where it is declared. */
  declareVar(name: string, isSet: boolean): void {
    let scope = this.#scope;
    while (!scope.isFunction && scope.parent !== undefined) scope = scope.parent;
    const known = scope.bindings.has(name);
    const binding = this.#declare(scope, name, 0, false);
    // Functions inside may see it before, and a loop may set it again.
    if (isSet || known) binding.isAssigned = true;
    // In sloppy code a block may have a function, or a catch clause a parameter, of the same name.
    if (isSet) this.refer(name, true);
  }

  /** Notes a parameter of the function whose body starts at an offset. */
  declareParameter(name: string, bodyStart: number): void {
    this.#declare(this.#scope, name, bodyStart, true);
  }

  /** Notes a binding whose value this class does not follow. */
  declareUnknown(name: string): void {
    this.#declare(this.#scope, name, Infinity, false);
  }

  /** Notes a function declaration, which in sloppy code sets a variable of the whole function, too. */
  declareFunction(name: string): void {
    if (this.#scope.isFunction && !this.#scope.bindings.has(name)) {
      this.#declare(this.#scope, name, 0, false);
      return;
    }
    for (let scope: Scope | undefined = this.#scope; scope !== undefined; scope = scope.parent) {
      const binding = this.#declare(scope, name, Infinity, false);
      binding.initialisedFrom = Infinity;
      if (scope.isFunction) return;
    }
  }

  #declare(scope: Scope, name: string, initialisedFrom: number, isParameter: boolean): Binding {
    const known = scope.bindings.get(name);
    if (known !== undefined) return known;
    const { level } = scope;
    // Variables of the program itself are captured once, whatever happens; passing them gains nothing.
    const from = level.parent === undefined || RESERVED.has(name) ? Infinity : initialisedFrom;
    const binding = {
      name,
      level,
      isParameter,
      initialisedFrom: from,
      isAssignedLater: false,
      isAssigned: false,
    };
    scope.bindings.set(name, binding);
    return binding;
  }

  /** Notes that a name is read or written. */
  refer(name: string, isWrite: boolean): void {
    if (name === 'arguments') {
      let level: Level | undefined = this.#level;
      while (level?.isArrow) level = level.parent;
      if (level !== undefined) level.usesArguments = true;
    }
    // Reading a variable outside of every site restricts nothing.
    if (this.#site === undefined && !isWrite) return;
    this.#scope.references.push({ name, level: this.#level, site: this.#site, isWrite });
  }

  /** Notes a direct eval or a `with`: names may mean anything. */
  becomeDynamic(): void {
    this.#isDynamic = true;
  }

  openSite(start: number): OpenSite {
    this.#site = { parent: this.#site, level: this.#level, start, uses: [] };
    return this.#site;
  }

  closeSite(site: OpenSite): void {
    this.#site = site.parent;
  }

  /** The variables to pass to a site; to be asked when the walk is over. */
  parametersOf(site: OpenSite): string[] {
    if (this.#isDynamic || site.uses.length === 0) return [];
    // A handful of variables: searching arrays is quicker than hashing.
    const refused: Binding[] = [];
    const passed: Binding[] = [];
    for (const use of site.uses) {
      if (!mayPass(use, site)) refused.push(use.binding);
      else if (!passed.includes(use.binding)) passed.push(use.binding);
    }
    return passed.filter((binding) => !refused.includes(binding)).map(({ name }) => name);
  }

  /** Whether a site that is `name += …` may work on a parameter and leave the assigning to its caller. */
  mayAssignOutside(site: OpenSite, name: string): boolean {
    const uses = site.uses.filter(({ binding }) => binding.name === name);
    return (
      !this.#isDynamic &&
      uses.filter(({ isWrite }) => isWrite).length === 1 &&
      uses.every((use) => !use.isLater && mayPass({ ...use, isWrite: false }, site))
    );
  }
}

/** Tells the sites in the variable's own function that are around a reference. */
function noteUse(binding: Binding, { level, site, isWrite }: Reference): void {
  const isLater = level !== binding.level;
  if (isWrite && isLater) binding.isAssignedLater = true;
  if (isWrite) binding.isAssigned = true;
  if (binding.initialisedFrom === Infinity) return;
  for (let around = site; around !== undefined; around = around.parent) {
    if (around.level === binding.level) around.uses.push({ binding, isWrite, isLater });
  }
}

function mayPass({ binding, isWrite, isLater }: Use, site: OpenSite): boolean {
  if (isWrite || binding.isAssignedLater || (isLater && binding.isAssigned)) return false;
  if (binding.isParameter && binding.level.usesArguments) return false;
  return site.start >= binding.initialisedFrom;
}
