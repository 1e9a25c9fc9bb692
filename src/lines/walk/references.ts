import type { Binding } from './binding.ts';
import type { Level } from './level.ts';
import type { OpenSite } from './open-sites.ts';

/** A name that is read or written. */
export interface Reference {
  readonly name: string;
  readonly level: Level;
  /** The innermost site around it. */
  site: OpenSite | undefined;
  readonly isWrite: boolean;
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
