/** What becomes of an expression that awaits or yields: its last step, which allocates, is a function. */
export interface Lift {
  /** Name of the function of its last step. */
  readonly name: string;
  /** A variable that is passed to it first, the offset it is read at, and whether it gets the result. */
  readonly first: { readonly name: string; readonly at: number; readonly isAssigned: boolean } | undefined;
  readonly parts: readonly LiftedPart[];
  readonly functions: readonly LiftedFunction[];
}

/** A part that is evaluated where it stands, between two texts. */
export interface LiftedPart {
  readonly start: number;
  readonly end: number;
  readonly before: string;
  readonly after: string;
}

/** A function at the end of the file: text, and offsets of the source for what follows. */
export interface LiftedFunction {
  readonly name: string;
  readonly parameters: readonly string[];
  readonly body: readonly (string | number)[];
}
