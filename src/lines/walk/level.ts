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

/** A function's own code: what is in it runs together, what is in functions inside it runs at other times. */
export interface Level {
  /** Undefined for the file itself, and for a function as long as the code around it is not walked. */
  parent: Level | undefined;
  traits: FunctionTraits;
  /** `arguments` may be another name for its parameters. */
  usesArguments: boolean;
  /** What is in it makes these demands on what is around it, if it is an arrow function. */
  usesThis: boolean;
  isPinned: boolean;
  /** It uses names that mean something in a class around it alone. */
  isPinnedToClass: boolean;
}

/** A level around which nothing is known. */
export function newLevel(traits: FunctionTraits): Level {
  return {
    parent: undefined,
    traits,
    usesArguments: false,
    usesThis: false,
    isPinned: false,
    isPinnedToClass: false,
  };
}

/** The function whose `this` and `arguments` an arrow function shares. */
export function ownerOfThis(level: Level): Level {
  let owner = level;
  while (owner.traits.isArrow && owner.parent !== undefined) owner = owner.parent;
  return owner;
}

/** The outermost level around a level: that of the file, if all around it was walked. */
export function outermost(level: Level): Level {
  let root = level;
  while (root.parent !== undefined) root = root.parent;
  return root;
}
