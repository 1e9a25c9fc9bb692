import { buildConstructorTable } from '../../graph/constructor-table.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { findAnchors } from './anchors.ts';
import { ClassGrowth } from './class-growth.ts';
import { joinEqual } from './equal-suspects.ts';
import { grownBuffer } from './grown-buffer.ts';
import { HeapFacts } from './heap-facts.ts';
import { buildKeepingTree } from './keeping-tree.ts';
import { type KeptBytes, sumKeptBytes } from './kept-bytes.ts';
import { markNew, sumNewObjects, unmarkLateStores } from './new-objects.ts';
import { suspectsOutsideHeap } from './outside-heap.ts';
import { groupByPath, type PathGroup, type PathGroups } from './path-groups.ts';
import { findPileUps, type PileUp } from './pile-ups.ts';
import { Places } from './places.ts';
import { onlyFrequent, onlySteady } from './steadiness.ts';
import { type Search, toSuspect } from './to-suspect.ts';
import type { GrowthEvidence, SourceNames, Suspect } from './suspect.ts';
import type { SuspectKind } from './suspect-kind.ts';

/** More suspects than this are echoes of the first. */
const MAX_SUSPECTS = 8;
/** New objects a collection must gain: one in fifty iterations, and two where there were hardly any. */
const LEAST_PER_ITERATION = 0.02;
const LEAST_COUNT = 2;
/** Where all that grows comes more rarely, such as on errors, this share of what comes most. */
const SHARE_OF_RARE = 1 / 3;
/** Their number says nothing: they are judged by their bytes. */
const BY_BYTES = new Set(['(array)', '(number)']);

/** Suspects that keep so much of what grew outside the heap explain it. */
const EXPLAINED = 0.5;
const BUFFER_KINDS = new Set<SuspectKind>(['array-buffers', 'kept-array-buffer', 'native-memory']);

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
  const tree = buildKeepingTree(facts, findAnchors(facts, isNew, names));
  unmarkLateStores(facts, tree, evidence.newIds, isNew);
  const newObjects = sumNewObjects(facts, tree, isNew);
  const constructors = buildConstructorTable(graph);
  const groups = groupByPath(facts, tree, newObjects, constructors.constructorOf);
  const leastCount = Math.max(LEAST_COUNT, evidence.iterations * leastPerIteration(evidence));
  const isStore = ({ firstOlder, newMembers }: PathGroup): boolean =>
    graph.nodeType[newMembers[0] ?? firstOlder] === graph.nodeTypes.array;
  const growth = new ClassGrowth(graph, evidence, isNew, constructors);
  const find = (bytesApart: number): PileUp[] =>
    steady(findPileUps(groups, leastCount, isStore, bytesApart), graph, groups, evidence, growth);
  const first = find(0);
  // One large text that is replaced each time, such as a request's, must not make everything else look small.
  const replaced = evidence.lastIds ? first.filter(({ newCount }) => newCount < evidence.iterations) : [];
  const pileUps =
    replaced.length === 0 ? first : find(replaced.reduce((sum, { newBytes }) => sum + newBytes, 0));
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

function leastPerIteration({ growing }: GrowthEvidence): number {
  const rates = growing
    .filter(({ constructorName }) => !BY_BYTES.has(constructorName))
    .map(({ perIteration }) => perIteration.count);
  return rates.length === 0
    ? LEAST_PER_ITERATION
    : Math.min(LEAST_PER_ITERATION, SHARE_OF_RARE * Math.max(...rates));
}

/** What did not come again and again is left out: where it is known when the new objects came, by that. */
function steady(
  all: PileUp[],
  graph: HeapGraph,
  groups: PathGroups,
  { lastIds, iterations, isProven = true }: GrowthEvidence,
  growth: ClassGrowth,
): PileUp[] {
  if (lastIds === undefined) return isProven ? all : onlyFrequent(all, graph, iterations);
  return onlySteady(all, graph, groups, lastIds, growth);
}

/** What keeps buffers in the heap explains memory outside it. */
function withoutExplained(evidence: GrowthEvidence, bufferBytes: number): GrowthEvidence {
  const outside = evidence.outside.filter(({ series, perIteration }) => {
    const isMemory = series === 'arrayBuffers' || series === 'external';
    return !isMemory || bufferBytes < EXPLAINED * perIteration * evidence.iterations;
  });
  return { ...evidence, outside };
}

function hasGrown({ evidence, constructors }: Search, kept: KeptBytes): boolean {
  const growing = new Set(evidence.growing.map(({ constructorName }) => constructorName));
  return [...kept.countByConstructor.keys()].some((constructor) =>
    growing.has(constructors.names[constructor]),
  );
}
