import type { Level } from './level.ts';

/** A local variable. */
export interface Binding {
  readonly name: string;
  readonly level: Level;
  /** Offset of the start of its scope. */
  readonly scopeStart: number;
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

/** What a site does with a variable. */
export interface Use {
  readonly binding: Binding;
  readonly isWrite: boolean;
  /** By a function inside. */
  readonly isLater: boolean;
}
