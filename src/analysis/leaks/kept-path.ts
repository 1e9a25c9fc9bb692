import type { EdgeIndex, NodeOrdinal } from '../../graph/ids.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import type { KeepingTree } from './keeping-tree.ts';
import type { NewObjects } from './new-objects.ts';
import type { PathGroup, PathGroups } from './path-groups.ts';
import type { PileUp } from './pile-ups.ts';

/** One node on a path, and the edge it was reached by; -1 for the first. */
export interface Hop {
  readonly node: NodeOrdinal;
  readonly edge: EdgeIndex;
  readonly group: PathGroup;
  /** How many equal hops a collapsed chain had here; 1 where there was none. */
  readonly links: number;
}

/** The path from an anchor over the pile-up to what weighs most in it. */
export interface KeptPath {
  readonly hops: readonly Hop[];
  /** Where in `hops` the first node of the pile-up stands. */
  readonly pileAt: number;
}

/** A path goes on below the pile-up while one node keeps this share of what the one above keeps. */
const MAIN_SHARE = 0.5;
const MAX_BELOW = 8;

/** Takes a typical member of the pile-up, and the path over it, with chains collapsed. */
export function typicalPath(
  facts: HeapFacts,
  tree: KeepingTree,
  { groups, groupOf }: PathGroups,
  newObjects: NewObjects,
  pileUp: PileUp,
): KeptPath {
  const main = pileUp.groups[0];
  const member = medianMember(main.newMembers, newObjects);
  const nodes: NodeOrdinal[] = [];
  for (let node = member; node !== NO_NODE; node = tree.parent[node]) nodes.push(node);
  nodes.reverse();
  const hops: Hop[] = [];
  for (const node of nodes) {
    const group = groups[groupOf[node] - 1];
    const seen = hops.findIndex((hop) => hop.group === group);
    const edge = hops.length === 0 ? -1 : tree.edge[node];
    if (seen < 0) hops.push({ node, edge, group, links: 1 + group.links });
    // The last link stands for the chain: the first may be the head, which older code put there.
    else hops.splice(seen, hops.length - seen, { node, edge, group, links: 1 + group.links });
  }
  let pileAt = joinChain(
    hops,
    hops.findIndex((hop) => hop.group === main),
  );
  // A scope is kept by a function: that is what people see pile up.
  if (facts.isContext(hops[pileAt].node) && pileAt > 1 && facts.isClosure(hops[pileAt - 1].node)) pileAt--;
  const isOn = (node: NodeOrdinal) =>
    groupOf[node] === main.index + 1 || hops.some(({ group }) => group.index === groupOf[node] - 1);
  for (let steps = 0; steps < MAX_BELOW; steps++) {
    if (isText(facts, hops.at(-1)!.node)) break;
    const node = mainKept(facts, tree, newObjects, hops.at(-1)!.node, isOn);
    if (node === NO_NODE || groupOf[node] === 0) break;
    const group = groups[groupOf[node] - 1];
    hops.push({ node, edge: tree.edge[node], group, links: 1 + group.links });
  }
  return { hops, pileAt };
}

/** The parts of a string say no more than the string. */
function isText({ graph }: HeapFacts, node: NodeOrdinal): boolean {
  const { nodeType, nodeTypes } = graph;
  return nodeType[node] === nodeTypes.string || nodeType[node] === nodeTypes.concatenatedString;
}

/** A chain's first links differ from the others in how they are reached: they are made one with them. */
function joinChain(hops: Hop[], at: number): number {
  const { node, group, links } = hops[at];
  if (group.links === 0) return at;
  const first = hops.findIndex((hop, index) => index > 0 && index < at && hop.group.kind === group.kind);
  if (first < 0) return at;
  hops.splice(first, at - first + 1, { ...hops[first], node, links: links + 1 });
  return first;
}

function medianMember(members: readonly NodeOrdinal[], { bytesBelow }: NewObjects): NodeOrdinal {
  const sorted = members.toSorted((a, b) => bytesBelow[a] - bytesBelow[b] || a - b);
  return sorted[sorted.length >> 1];
}

/** What a node keeps that weighs most, when it is the larger part of what is not on the path yet. */
function mainKept(
  facts: HeapFacts,
  tree: KeepingTree,
  { bytesBelow, ownBytes }: NewObjects,
  node: NodeOrdinal,
  isOnPath: (node: NodeOrdinal) => boolean,
): NodeOrdinal {
  const { firstEdge, edgeTarget } = facts.graph;
  let best = NO_NODE;
  let left = bytesBelow[node] - ownBytes[node];
  for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
    const target = edgeTarget[edge];
    if (tree.parent[target] !== node || tree.edge[target] !== edge) continue;
    if (isOnPath(target)) left -= bytesBelow[target];
    else if (best === NO_NODE || bytesBelow[target] > bytesBelow[best]) best = target;
  }
  return best === NO_NODE || bytesBelow[best] < left * MAIN_SHARE ? NO_NODE : best;
}
