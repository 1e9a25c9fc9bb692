import type { ConstructorTable } from '../../graph/constructor-table.ts';
import type { NodeOrdinal } from '../../graph/ids.ts';
import { type Accumulation, firstOf, holderOf, isChain } from './accumulation.ts';
import { blame } from './blame.ts';
import { DETECTORS } from './detectors/index.ts';
import { timers } from './detectors/timers.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { HeapFacts } from './heap-facts.ts';
import type { KeepingTree } from './keeping-tree.ts';
import type { KeptBytes } from './kept-bytes.ts';
import { typicalPath } from './kept-path.ts';
import { judgeSteps } from './leak-trace.ts';
import type { NewObjects } from './new-objects.ts';
import type { PathGroups } from './path-groups.ts';
import type { PileUp } from './pile-ups.ts';
import type { Places } from './places.ts';
import { isPlace, toSteps } from './steps.ts';
import type { SuspectKind } from './suspect-kind.ts';
import { nameReference, nameTimers } from './suspect-reference.ts';
import type { GrowthEvidence, SourceNames, Suspect } from './suspect.ts';

/** All that is worked out once for a graph. */
export interface Search {
  readonly facts: HeapFacts;
  readonly evidence: GrowthEvidence;
  readonly tree: KeepingTree;
  readonly newObjects: NewObjects;
  readonly groups: PathGroups;
  readonly constructors: ConstructorTable;
  readonly places: Places;
  readonly names: SourceNames;
}

/** Names a pile-up: the reference that should have let go, its kind, whose code it is, and the leak trace. */
export function toSuspect(search: Search, pileUp: PileUp, kept: KeptBytes): Suspect {
  const { facts, evidence, tree, newObjects, groups, constructors, places, names } = search;
  const path = typicalPath(facts, tree, groups, newObjects, pileUp);
  const steps = toSteps(facts, tree, path);
  const pileAt = Math.max(
    1,
    steps.findIndex(({ isPiledUp }) => isPiledUp),
  );
  const owned = nameReference(steps, pileAt);
  const isStore = facts.graph.nodeType[steps[pileAt].node] === facts.graph.nodeTypes.array;
  const { newCount, newLinks } = pileUp.groups[0];
  const newStarts = newCount - newLinks;
  const accumulation: Accumulation = {
    facts,
    evidence,
    steps,
    pileAt,
    referenceName: owned.name,
    newCount,
    newStarts,
    kept,
    newObjects,
    isOwn: (node) => isPlace(facts, node),
  };
  const perIteration = isStore
    ? storeGrowth(search, steps[pileAt - 1].node, pileUp)
    : objectGrowth(accumulation, pileUp);
  const kind = kindOf(accumulation);
  const referenceName = timers.matches(accumulation) ? nameTimers(steps) : owned.name;
  const {
    ownerPlace,
    isPlaceOfObjects,
    files,
    package: blamed,
  } = blame(accumulation, owned, kind, places, names);
  const first = firstOf(accumulation);
  return {
    fingerprint: fingerprintOf({
      kind,
      referenceName,
      ownerFile: ownerPlace?.file ?? null,
      packageName: blamed?.name ?? null,
    }),
    kind,
    title: isStore ? `${referenceName} grows` : `${referenceName} gains ${first.label}`,
    constructorName:
      constructors.names[constructors.constructorOf[isStore ? steps[pileAt - 1].node : first.node]],
    reference: {
      name: referenceName,
      holder: holderOf(accumulation).label,
      location: ownerPlace,
      isPlaceOfObjects,
    },
    perIteration,
    retainedBytes: pileUp.newBytes,
    retainingPath: judgeSteps(steps, pileAt, newObjects, places),
    files,
    package: blamed,
    advice: kind,
    docs: `docs/findings/${kind}.md`,
    isProven: evidence.isProven ?? true,
  };
}

/** Where it is known when they came, fewer than one at a time are no objects gained: a larger one replaces the last. */
function objectGrowth(accumulation: Accumulation, { newBytes }: PileUp): Suspect['perIteration'] {
  const { newCount, newStarts, evidence } = accumulation;
  const { iterations, lastIds } = evidence;
  const isReplaced = lastIds !== undefined && newCount < iterations;
  // Of trees the roots count: what hangs on them came with them.
  const count = isChain(accumulation) ? newCount : newStarts;
  return { bytes: newBytes / iterations, count: isReplaced ? 0 : count / iterations };
}

/** A collection of numbers, or of objects that were there before, gains bytes and no objects. */
function storeGrowth(
  { evidence, constructors }: Search,
  owner: NodeOrdinal,
  { newBytes }: PileUp,
): Suspect['perIteration'] {
  const name = constructors.names[constructors.constructorOf[owner]];
  const measured = evidence.growing.find(({ constructorName }) => constructorName === name);
  // The store's whole size is the most it can have gained.
  const most = newBytes / evidence.iterations;
  return { bytes: Math.min(measured?.perIteration.bytes ?? most, most), count: 0 };
}

function kindOf(accumulation: Accumulation): SuspectKind {
  return DETECTORS.find((detector) => detector.matches(accumulation))?.kind ?? 'growing-objects';
}
