import type { HeapGraph } from '../../graph/heap-graph.ts';
import type { NodeOrdinal } from '../../graph/ids.ts';
import type { ClassGrowth } from './class-growth.ts';
import type { PathGroups } from './path-groups.ts';
import { LEAST_BYTES_OF_FEW, pileUpOf, type PileUp } from './pile-ups.ts';

/** What leaks comes in most of the intervals, though one or two may have had nothing to do. */
const LEAST_SHARE = 0.6;
/** What came in none of the last two has filled up. */
const LATEST = 2;

/**
 * Keeps the pile-ups that go on growing: what came all at once, or was in flight at the last snapshot, and what has
 * filled up do not. Of a pile-up with objects of several classes those are left that go on growing by themselves: two
 * arrays that nothing tells apart may be one, and one of them may be made anew each time.
 *
 * @param lastIds - As in the evidence.
 * @param growth - For objects that are made anew each time: whether there are more of them.
 */
export function onlySteady(
  pileUps: readonly PileUp[],
  graph: HeapGraph,
  groups: PathGroups,
  lastIds: readonly number[],
  growth: ClassGrowth,
): PileUp[] {
  const intervals = lastIds.length - 1;
  const came = intervalsOf(graph, groups, lastIds);
  const isSteady = (pileUp: PileUp) => {
    if (pileUp.newCount < intervals) return isOneReplaced(graph, pileUp);
    const seen = new Set(pileUp.groups.flatMap(({ index }) => [...came[index]]));
    const isLate = Math.max(...seen) >= intervals - LATEST;
    return isLate && (seen.size >= intervals * LEAST_SHARE || growth.isWithin(pileUp.groups));
  };
  return pileUps.filter(isSteady).map((pileUp) => {
    const steady = pileUp.groups.filter((group) => isSteady(pileUpOf(pileUp.holder, [group])));
    return steady.length === 0 ? pileUp : pileUpOf(pileUp.holder, steady);
  });
}

/**
 * Keeps the pile-ups with a new object for every other interval or more: where nobody can tell when they came, the least
 * that what comes again and again has. A list that was once replaced by a shorter one has fewer.
 */
export function onlyFrequent(pileUps: readonly PileUp[], graph: HeapGraph, intervals: number): PileUp[] {
  return pileUps.filter((pileUp) => pileUp.newCount * 2 >= intervals || isOneReplaced(graph, pileUp));
}

/** A text or a store that a larger one replaces now and then: it weighs something, or it is a name in passing. */
function isOneReplaced(graph: HeapGraph, { groups, newBytes }: PileUp): boolean {
  return (
    newBytes >= LEAST_BYTES_OF_FEW &&
    groups.every(({ newMembers }) => newMembers.every((node) => isReplaced(graph, node)))
  );
}

/** Only what a larger one replaces now and then, a string or a store, comes more rarely than once an interval. */
function isReplaced({ nodeType, nodeTypes }: HeapGraph, node: NodeOrdinal): boolean {
  const { string, concatenatedString, slicedString, array, native } = nodeTypes;
  return [string, concatenatedString, slicedString, array, native].includes(nodeType[node]);
}

/**
 * For each group, the intervals its new members came in, from 0. V8 numbers objects as it first meets them in a
 * snapshot, upwards: between the last ids of two snapshots lie those that came between these.
 */
function intervalsOf(
  { nodeCount, nodeId }: HeapGraph,
  { groups, groupOf }: PathGroups,
  lastIds: readonly number[],
): Set<number>[] {
  const came = groups.map(() => new Set<number>());
  for (let node = 0; node < nodeCount; node++) {
    if (groupOf[node] === 0 || nodeId[node] <= lastIds[0]) continue;
    const next = lastIds.findIndex((last) => nodeId[node] <= last);
    came[groupOf[node] - 1].add((next === -1 ? lastIds.length : next) - 1);
  }
  return came;
}
