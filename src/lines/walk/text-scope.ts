import type { Binding } from './binding.ts';
import type { Level } from './level.ts';

/** A part of the text in which names mean the same. */
export interface Scope {
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

/**
 * Notes a name in a scope, if it has none like it.
 *
 * @param classStart - The class, by its offset, that has this name inside.
 */
export function declareIn(
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
