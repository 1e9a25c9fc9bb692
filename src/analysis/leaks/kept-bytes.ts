import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import type { KeepingTree } from './keeping-tree.ts';
import type { NewObjects } from './new-objects.ts';
import type { PathGroups } from './path-groups.ts';
import type { PileUp } from './pile-ups.ts';

/** What the new objects of a pile-up are made of, in bytes. */
export interface KeptBytes {
  total: number;
  /** Memory of ArrayBuffers. */
  buffers: number;
  strings: number;
  /** Strings kept only because a slice of them is. */
  sliced: number;
  /** Objects per constructor that came while judging. */
  readonly countByConstructor: Map<number, number>;
}

/**
 * Sums up, for each pile-up, what its new objects are.
 *
 * @param constructorOf - For each node ordinal, the number of its constructor.
 */
export function sumKeptBytes(
  facts: HeapFacts,
  tree: KeepingTree,
  { isNew, ownBytes }: NewObjects,
  { groups, groupOf }: PathGroups,
  pileUps: readonly PileUp[],
  constructorOf: Uint32Array,
): KeptBytes[] {
  const sums = pileUps.map(() => ({
    total: 0,
    buffers: 0,
    strings: 0,
    sliced: 0,
    countByConstructor: new Map<number, number>(),
  }));
  // For each group, the place of the pile-up it belongs to, or -1.
  const pileUpOf = new Int32Array(groups.length).fill(-1);
  pileUps.forEach((pileUp, place) => pileUp.groups.forEach(({ index }) => (pileUpOf[index] = place)));
  for (const { index, parent } of groups)
    if (parent && pileUpOf[index] < 0) pileUpOf[index] = pileUpOf[parent.index];
  const { nodeType, nodeTypes } = facts.graph;
  for (const node of tree.order) {
    if (groupOf[node] === 0 || isNew[node] === 0) continue;
    const sum = sums[pileUpOf[groupOf[node] - 1]];
    if (!sum) continue;
    const bytes = ownBytes[node];
    const type = nodeType[node];
    sum.total += bytes;
    const constructor = constructorOf[node];
    sum.countByConstructor.set(constructor, (sum.countByConstructor.get(constructor) ?? 0) + 1);
    if (type === nodeTypes.native && facts.rawName(node).includes('ArrayBufferData')) sum.buffers += bytes;
    if (type !== nodeTypes.string && type !== nodeTypes.concatenatedString) continue;
    sum.strings += bytes;
    const parent = tree.parent[node];
    if (parent !== NO_NODE && nodeType[parent] === nodeTypes.slicedString) sum.sliced += bytes;
  }
  return sums;
}
