import type { Level } from './level.ts';
import type { OpenSite } from './open-sites.ts';

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

/** A name that is read or written. */
export interface Reference {
  readonly name: string;
  readonly level: Level;
  /** The innermost site around it. */
  site: OpenSite | undefined;
  readonly isWrite: boolean;
}

/** What a site does with a variable. */
export interface Use {
  readonly binding: Binding;
  readonly isWrite: boolean;
  /** By a function inside. */
  readonly isLater: boolean;
}

/** Tells the variable, and the sites inside its scope that are around the reference. */
export function noteUse(binding: Binding, { level, site, isWrite }: Reference): void {
  const isLater = level !== binding.level;
  if (isWrite && isLater) binding.isAssignedLater = true;
  if (isWrite) binding.isAssigned = true;
  if (site === undefined || site.start <= binding.scopeStart) return;
  const use = { binding, isWrite, isLater };
  for (let around = site; around && around.start > binding.scopeStart; around = around.parent!) {
    if (around.uses === undefined) around.uses = [use];
    else around.uses.push(use);
  }
}
