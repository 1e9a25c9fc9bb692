// Which local variables a site may be given as parameters instead of capturing them. A captured variable
// lives in a context on the heap: that costs time, is kept by every closure of the function, and is booked
// on the function's first line. A parameter is none of that. It must hold the same value throughout, so:
//  - no function inside may assign the variable (while a site is evaluated, only those can run);
//  - the site itself may not;
//  - if a function inside the site reads it, at any later time, it may never change at all;
//  - it must be initialised when the site is reached.
// Where this is not sure, the variable is captured, which is always right. A site that captures nothing can
// stand anywhere in the file: it becomes a function of its own at the end, made once.
import type { Binding, Use } from './binding.ts';
import { ownerOfThis } from './level.ts';
import type { OpenSite } from './open-sites.ts';

/** How a site gets the variables it uses. */
export interface SiteInputs {
  readonly parameters: readonly string[];
  /** The one among them that the caller is to assign the site's value to. */
  readonly assigned: string | undefined;
  /** These are all: it captures nothing but, maybe, `this`. */
  readonly isComplete: boolean;
}

/** Of a site that captures all it uses. */
export const NO_INPUTS: SiteInputs = { parameters: [], assigned: undefined, isComplete: false };

/**
 * What to pass to a site; to be asked when all around it was walked.
 *
 * @param target - The variable that the site, `variable += …`, is about.
 */
export function inputsOf(site: OpenSite, target: string | undefined): SiteInputs {
  const all = site.uses ?? [];
  const assigned = target !== undefined && mayAssignOutside(site, all, target) ? target : undefined;
  const uses =
    assigned === undefined
      ? all
      : all.map((use) => (use.isWrite && use.binding.name === assigned ? { ...use, isWrite: false } : use));
  const isComplete = mayMove(site) && uses.every((use) => mayPass(use, site));
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

/** Whether it means the same elsewhere. Passing `this` on reads it early, which in a derived class may fail early. */
function mayMove(site: OpenSite): boolean {
  return !site.isPinned && !(site.usesThis && ownerOfThis(site.level).traits.hasLateThis);
}

/** Whether `name += …` may work on a parameter and leave the assigning to its caller. */
function mayAssignOutside(site: OpenSite, all: readonly Use[], name: string): boolean {
  const uses = all.filter(({ binding }) => binding.name === name);
  return (
    uses.filter(({ isWrite }) => isWrite).length === 1 &&
    uses.every(
      (use) => use.binding.level === site.level && !use.isLater && mayPass({ ...use, isWrite: false }, site),
    )
  );
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
  const { memberOf, isDeclared, start } = inner.traits;
  // The class is there before anything of its members runs; what its head computes runs before.
  if (binding.classStart !== undefined) return memberOf === binding.classStart;
  if (from === 0) return true;
  return (binding.isParameter || !isDeclared) && start >= from;
}
