import { buildConstructorTable, type ConstructorTable } from '../../graph/constructor-table.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import type { NodeOrdinal } from '../../graph/ids.ts';
import { type Accumulation, firstOf, holderOf } from './accumulation.ts';
import { findAnchors } from './anchors.ts';
import { blame } from './blame.ts';
import { DETECTORS } from './detectors/index.ts';
import { fingerprintOf } from './fingerprint.ts';
import { grownBuffer } from './grown-buffer.ts';
import { HeapFacts } from './heap-facts.ts';
import { buildKeepingTree, type KeepingTree } from './keeping-tree.ts';
import { type KeptBytes, sumKeptBytes } from './kept-bytes.ts';
import { typicalPath } from './kept-path.ts';
import { judgeSteps } from './leak-trace.ts';
import { markNew, type NewObjects, sumNewObjects } from './new-objects.ts';
import { suspectsOutsideHeap } from './outside-heap.ts';
import { groupByPath, type PathGroups } from './path-groups.ts';
import { findPileUps, type PileUp } from './pile-ups.ts';
import { Places } from './places.ts';
import { onlySteady } from './steadiness.ts';
import { isPlace, toSteps } from './steps.ts';
import type { GrowthEvidence, SourceNames, Suspect, SuspectKind } from './suspect.ts';
import { nameReference, nameTimers } from './suspect-reference.ts';

/** More suspects than this are echoes of the first. */
const MAX_SUSPECTS = 8;
/** New objects a collection must gain: one in fifty iterations, and two where there were hardly any. */
const LEAST_PER_ITERATION = 0.02;
const LEAST_COUNT = 2;

/** Suspects that keep so much of what grew outside the heap explain it. */
const EXPLAINED = 0.5;
const BUFFER_KINDS = new Set<SuspectKind>(['array-buffers', 'kept-array-buffer', 'native-memory']);

/** All that is worked out once for a graph. */
interface Search {
  readonly facts: HeapFacts;
  readonly evidence: GrowthEvidence;
  readonly tree: KeepingTree;
  readonly newObjects: NewObjects;
  readonly groups: PathGroups;
  readonly constructors: ConstructorTable;
  readonly places: Places;
  readonly names: SourceNames;
}

/**
 * Finds what keeps the objects that came while judging: where they pile up, which reference should have let go, and
 * what kind of leak that is. Takes about as long as retained sizes, and 60 bytes a node meanwhile.
 *
 * @param graph - The last snapshot.
 * @returns The heaviest first. Empty when nothing new is kept by the program.
 */
export function findSuspects(graph: HeapGraph, evidence: GrowthEvidence, names: SourceNames): Suspect[] {
  const facts = new HeapFacts(graph);
  const isNew = markNew(facts, evidence.newIds);
  const tree = buildKeepingTree(facts, findAnchors(facts, isNew));
  const newObjects = sumNewObjects(facts, tree, isNew);
  const constructors = buildConstructorTable(graph);
  const groups = groupByPath(facts, tree, newObjects, constructors.constructorOf);
  const leastCount = Math.max(LEAST_COUNT, evidence.iterations * LEAST_PER_ITERATION);
  const all = findPileUps(groups, leastCount, ({ firstOlder, newMembers }) => {
    const member = newMembers[0] ?? firstOlder;
    return graph.nodeType[member] === graph.nodeTypes.array;
  });
  const pileUps = steady(all, graph, groups, evidence, constructors);
  const kept = sumKeptBytes(facts, tree, newObjects, groups, pileUps, constructors.constructorOf);
  const places = new Places(facts, names);
  const search = { facts, evidence, tree, newObjects, groups, constructors, places, names };
  const suspects = pileUps.map((pileUp, at) => ({
    suspect: toSuspect(search, pileUp, kept[at]),
    isGrowing: hasGrown(search, kept[at]),
  }));
  // Names of plain objects can differ between the verdict's censuses and this graph: then all count.
  const grown = evidence.lastIds ? suspects : suspects.filter(({ isGrowing }) => isGrowing);
  const inHeap = joinEqual((grown.length > 0 ? grown : suspects).map(({ suspect }) => suspect)).slice(
    0,
    MAX_SUSPECTS,
  );
  const bufferBytes = kept.reduce((sum, { buffers }) => sum + buffers, 0);
  const rest = withoutExplained(evidence, bufferBytes);
  const buffer = grownBuffer({ ...search, evidence: rest });
  const found = buffer === null ? inHeap : [...inHeap.filter(({ kind }) => !BUFFER_KINDS.has(kind)), buffer];
  found.sort((x, y) => y.retainedBytes - x.retainedBytes);
  return [...found, ...suspectsOutsideHeap(rest, found)];
}

/** Where it is known when the new objects came, what did not come again and again is left out. */
function steady(
  all: PileUp[],
  graph: HeapGraph,
  groups: PathGroups,
  { lastIds, growing }: GrowthEvidence,
  { constructorOf, names }: ConstructorTable,
): PileUp[] {
  if (lastIds === undefined) return all;
  const growingNames = new Set(growing.map(({ constructorName }) => constructorName));
  return onlySteady(all, graph, groups, lastIds, (node) => growingNames.has(names[constructorOf[node]]));
}

/** What keeps buffers in the heap explains memory outside it. */
function withoutExplained(evidence: GrowthEvidence, bufferBytes: number): GrowthEvidence {
  const outside = evidence.outside.filter(({ series, perIteration }) => {
    const isMemory = series === 'arrayBuffers' || series === 'external';
    return !isMemory || bufferBytes < EXPLAINED * perIteration * evidence.iterations;
  });
  return { ...evidence, outside };
}

/** The same reference reached in two ways, such as the first of a list and all others, is one suspect. */
function joinEqual(suspects: readonly Suspect[]): Suspect[] {
  const joined = new Map<string, Suspect>();
  for (const suspect of suspects) {
    const key = `${suspect.fingerprint} ${suspect.constructorName}`;
    const known = joined.get(key);
    joined.set(key, known === undefined ? suspect : sumOf(known, suspect));
  }
  return [...joined.values()];
}

function sumOf(suspect: Suspect, { perIteration, retainedBytes }: Suspect): Suspect {
  return {
    ...suspect,
    perIteration: {
      bytes: suspect.perIteration.bytes + perIteration.bytes,
      count: suspect.perIteration.count + perIteration.count,
    },
    retainedBytes: suspect.retainedBytes + retainedBytes,
  };
}

function hasGrown({ evidence, constructors }: Search, kept: KeptBytes): boolean {
  const growing = new Set(evidence.growing.map(({ constructorName }) => constructorName));
  return [...kept.countByConstructor.keys()].some((constructor) =>
    growing.has(constructors.names[constructor]),
  );
}

function toSuspect(search: Search, pileUp: PileUp, kept: KeptBytes): Suspect {
  const { facts, evidence, tree, newObjects, groups, constructors, places, names } = search;
  const path = typicalPath(facts, tree, groups, newObjects, pileUp);
  const steps = toSteps(facts, tree, path);
  const pileAt = Math.max(
    1,
    steps.findIndex(({ isPiledUp }) => isPiledUp),
  );
  const owned = nameReference(steps, pileAt);
  const isStore = facts.graph.nodeType[steps[pileAt].node] === facts.graph.nodeTypes.array;
  const perIteration = isStore
    ? storeGrowth(search, steps[pileAt - 1].node, pileUp)
    : {
        bytes: pileUp.newBytes / evidence.iterations,
        count: pileUp.groups[0].newCount / evidence.iterations,
      };
  const accumulation: Accumulation = {
    facts,
    evidence,
    steps,
    pileAt,
    referenceName: owned.name,
    newCount: pileUp.groups[0].newCount,
    countPerIteration: perIteration.count,
    kept,
    newObjects,
    isOwn: (node) => isPlace(facts, node),
  };
  const kind = kindOf(accumulation);
  const referenceName = kind === 'timers' ? nameTimers(steps) : owned.name;
  const { ownerPlace, files, package: blamed } = blame(accumulation, owned, kind, places, names);
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
