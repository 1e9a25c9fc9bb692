import { NOT_ESSENTIAL, type NodesAndEdges } from './nodes-and-edges.ts';
import { visitDepthFirst, type DepthFirstTree } from './depth-first.ts';

/** Immediate dominators, and the order in which the nodes were reached. */
export interface DominatorTree {
  /** For each node ordinal, the ordinal of its immediate dominator; the root's is its own. */
  readonly dominatorOf: Uint32Array;
  /** Ordinals of the nodes reached from the root in depth-first order: dominators before what they dominate. */
  readonly reached: Uint32Array;
}

/**
 * Finds immediate dominators by semi-NCA (Georgiadis, Tarjan, Werneck: Finding Dominators in Practice, 2006), over
 * essential edges. Nodes nothing reaches hang off the root.
 *
 * All work is done on depth-first numbers, 1 for the root, where a smaller number means nearer to the root.
 * Takes O(edges × log nodes) in the worst case; allocates about 32 bytes a node and 4 a non-tree edge meanwhile.
 */
export function computeDominators(graph: NodesAndEdges): DominatorTree {
  const tree = visitDepthFirst(graph);
  const semi = computeSemidominators(tree, listPredecessors(graph, tree));
  const dominator = nearestCommonAncestors(tree, semi);
  const { count, vertex } = tree;
  const dominatorOf = new Uint32Array(graph.nodeCount).fill(graph.root);
  for (let number = 2; number <= count; number++) dominatorOf[vertex[number]] = vertex[dominator[number]];
  return { dominatorOf, reached: vertex.subarray(1, count + 1) };
}

/** Edges backwards, but for those of the depth-first tree. */
interface Predecessors {
  /** For each number, the first of its predecessors; one more entry for the end. */
  readonly first: Uint32Array;
  /** Numbers of the predecessors. */
  readonly from: Uint32Array;
}

function listPredecessors(
  graph: NodesAndEdges,
  { count, vertex, numberOf, parent }: DepthFirstTree,
): Predecessors {
  const { firstEdge, edgeType, edgeTarget } = graph;
  const first = new Uint32Array(count + 2);
  for (let number = 1; number <= count; number++) {
    const node = vertex[number];
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      if (edgeType[edge] >= NOT_ESSENTIAL) continue;
      const to = numberOf[edgeTarget[edge]];
      if (parent[to] !== number) first[to]++;
    }
  }
  let sum = 0;
  for (let number = 0; number <= count + 1; number++) first[number] = sum += first[number];
  const from = new Uint32Array(sum);
  // Filled from the back, so that `first` ends up where each list begins.
  for (let number = 1; number <= count; number++) {
    const node = vertex[number];
    const end = firstEdge[node + 1];
    for (let edge = firstEdge[node]; edge < end; edge++) {
      if (edgeType[edge] >= NOT_ESSENTIAL) continue;
      const to = numberOf[edgeTarget[edge]];
      if (parent[to] !== number) from[--first[to]] = number;
    }
  }
  return { first, from };
}

/** For each number, the smallest number from which a path of larger numbers leads to it. */
function computeSemidominators(
  { count, parent }: DepthFirstTree,
  { first, from }: Predecessors,
): Uint32Array {
  const semi = new Uint32Array(count + 1);
  // For each number, the smallest semidominator on its path up to where `ancestor` leads.
  const smallest = new Uint32Array(count + 1);
  const ancestor = parent.slice(0, count + 1);
  const path = new Uint32Array(count + 1);
  for (let number = count; number >= 2; number--) {
    let best = parent[number];
    const end = first[number + 1];
    for (let at = first[number]; at < end; at++) {
      let candidate = from[at];
      // Larger numbers have been dealt with: what counts is the best on the tree path down to them.
      if (candidate > number) {
        let length = 0;
        let step = candidate;
        while (ancestor[step] > number) {
          path[length++] = step;
          step = ancestor[step];
        }
        while (length > 0) {
          const shortened = path[--length];
          const above = ancestor[shortened];
          if (smallest[above] < smallest[shortened]) smallest[shortened] = smallest[above];
          ancestor[shortened] = ancestor[above];
        }
        candidate = smallest[candidate];
      }
      if (candidate < best) best = candidate;
    }
    semi[number] = best;
    smallest[number] = best;
  }
  return semi;
}

/**
 * For each number, its immediate dominator: the nearest dominator of its parent that is not below its semidominator.
 *
 * Climbing the chain step by step is quadratic when many nodes hang off the end of a long list, so every node
 * carries a jump pointer (Myers: An Applicative Random-Access Stack, 1983) and climbing takes O(log nodes).
 */
function nearestCommonAncestors({ count, parent }: DepthFirstTree, semi: Uint32Array): Uint32Array {
  const dominator = new Uint32Array(count + 1);
  const jump = new Uint32Array(count + 1);
  const depth = new Uint32Array(count + 1);
  dominator[1] = jump[1] = 1;
  for (let number = 2; number <= count; number++) {
    const limit = semi[number];
    let above = parent[number];
    while (above > limit) above = jump[above] > limit ? jump[above] : dominator[above];
    dominator[number] = above;
    depth[number] = depth[above] + 1;
    const near = jump[above];
    jump[number] = depth[above] - depth[near] === depth[near] - depth[jump[near]] ? jump[near] : above;
  }
  return dominator;
}
