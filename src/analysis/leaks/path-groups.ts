import type { NodeOrdinal } from '../../graph/ids.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import { HopNumbers } from './hop-numbers.ts';
import type { KeepingTree } from './keeping-tree.ts';
import type { NewObjects } from './new-objects.ts';

/** Nodes kept in the same way: over the same references, from objects of the same classes. */
export interface PathGroup {
  /** Its place in the list of groups; after its parent's. */
  readonly index: number;
  readonly parent: PathGroup | null;
  /** The reference from the parent's members, numbered by `HopNumbers`. */
  readonly hop: number;
  /** The members' class, numbered by `HopNumbers`. */
  readonly kind: number;
  /** The first member's constructor, as the constructor table numbers them: plain objects by their shape. */
  readonly constructorIndex: number;
  readonly children: PathGroup[];
  /** Members that came while judging: how many, and the first few. */
  newCount: number;
  readonly newMembers: NodeOrdinal[];
  /** Members that existed before: how many, and the first; `NO_NODE` when there is none. */
  oldCount: number;
  firstOlder: NodeOrdinal;
  /** How many members were reached from a member of the same group: the links of a chain. */
  links: number;
  /** The links that came while judging. */
  newLinks: number;
  /** Bytes of the new nodes among the members and all below. */
  newBytes: number;
}

/** How many members a group remembers. */
const SAMPLES = 512;
/** The longest repeating unit of a chain, in hops: a closure's is closure, context, context. */
const MAX_PERIOD = 6;

/** Every node that keeps something new, in its group. */
export interface PathGroups {
  /** Parents before children. */
  readonly groups: readonly PathGroup[];
  /** For each node ordinal, the index of its group plus 1; 0 for those that keep nothing new. */
  readonly groupOf: Uint32Array;
}

/**
 * Puts the nodes that keep something new in groups by the path that keeps them. Chains of equal hops (linked lists,
 * promise reactions) become one group, so there are few groups whatever the heap's size.
 */
export function groupByPath(
  facts: HeapFacts,
  tree: KeepingTree,
  newObjects: NewObjects,
  constructorOf: Uint32Array,
): PathGroups {
  const numbers = new HopNumbers(facts, tree, newObjects);
  const { nodeType, nodeTypes } = facts.graph;
  const groups: PathGroup[] = [];
  const groupOf = new Uint32Array(facts.graph.nodeCount);
  const childOf = new Map<string, PathGroup>();
  const create = (parent: PathGroup | null, hop: number, kind: number, node: NodeOrdinal): PathGroup => {
    const own = { index: groups.length, parent, hop, kind, constructorIndex: constructorOf[node] };
    const group = { ...EMPTY, ...own, children: [], newMembers: [] };
    groups.push(group);
    parent?.children.push(group);
    return group;
  };
  for (const node of tree.order) {
    if (newObjects.countBelow[node] === 0) continue;
    const parentNode = tree.parent[node];
    const kind = numbers.kindOf(node);
    let group: PathGroup | undefined;
    if (parentNode === NO_NODE) group = create(null, -1, kind, node);
    else {
      const parent = groups[groupOf[parentNode] - 1];
      const hop = numbers.hop(parentNode, tree.edge[node]);
      // A collection's store is no link: a Map in a Map is no chain.
      group =
        nodeType[node] === nodeTypes.array ? undefined : findChain(parent, hop, kind, constructorOf[node]);
      if (group) addLink(group, node, newObjects);
      else {
        const key = `${parent.index} ${hop} ${kind}`;
        group = childOf.get(key);
        if (!group) childOf.set(key, (group = create(parent, hop, kind, node)));
      }
    }
    groupOf[node] = group.index + 1;
    addMember(group, node, newObjects);
  }
  for (const { parent, newBytes } of groups.toReversed()) if (parent) parent.newBytes += newBytes;
  return { groups, groupOf };
}

const EMPTY = { newCount: 0, oldCount: 0, firstOlder: NO_NODE, links: 0, newLinks: 0, newBytes: 0 };

/** The group a chain's next member belongs to: one reached over the same hop, a few hops up. */
function findChain(
  from: PathGroup,
  hop: number,
  kind: number,
  constructorIndex: number,
): PathGroup | undefined {
  let group: PathGroup = from;
  for (let steps = 0; group.parent && steps < MAX_PERIOD; group = group.parent, steps++) {
    const isSame = group.hop === hop && group.kind === kind && group.constructorIndex === constructorIndex;
    if (isSame && group.parent.kind === from.kind) return group;
  }
  return undefined;
}

function addLink(group: PathGroup, node: NodeOrdinal, { isNew }: NewObjects): void {
  group.links++;
  if (isNew[node] === 1) group.newLinks++;
}

function addMember(group: PathGroup, node: NodeOrdinal, { isNew, ownBytes }: NewObjects): void {
  if (isNew[node] === 0) {
    group.oldCount++;
    if (group.firstOlder === NO_NODE) group.firstOlder = node;
    return;
  }
  group.newCount++;
  group.newBytes += ownBytes[node];
  if (group.newMembers.length < SAMPLES) group.newMembers.push(node);
}
