import { NOT_ESSENTIAL, type NodesAndEdges } from './nodes-and-edges.ts';
import { NameSet } from './name-set.ts';

/** Distance of a node that cannot be reached; DevTools' number for it. */
export const UNREACHABLE_DISTANCE = -5;
/** The root's distance: what only V8's and Node's own roots reach is this far away and more. */
export const SYSTEM_DISTANCE = 100_000_000;

/** What a walk may leave out, and what it shall note. */
export interface WalkOptions {
  /** For each node ordinal, 1 when edges from and to it are not to be followed. */
  readonly isIgnored?: Uint8Array | undefined;
  /** For each node ordinal, receives the edge it was first reached by, plus 1; 0 stays where there is none. */
  readonly edgeInto?: Uint32Array | undefined;
}

/**
 * Counts the edges on the shortest path to each node, as DevTools does: from the objects the root refers to first
 * (they are at 1), then from the root's synthetic children, at `SYSTEM_DISTANCE` and beyond.
 *
 * @returns For each node ordinal, its distance; `UNREACHABLE_DISTANCE` when only weak edges lead there.
 */
export function computeDistances(graph: NodesAndEdges, options: WalkOptions = {}): Int32Array {
  const { nodeCount, root, firstEdge, edgeTarget, nodeType, nodeTypes, nodeName, strings } = graph;
  const { isIgnored, edgeInto } = options;
  const distance = new Int32Array(nodeCount).fill(UNREACHABLE_DISTANCE);
  const domTrees = new NameSet(strings, '(Document DOM trees)');
  // The root may refer to an object more than once; DevTools visits it as often, and so must this.
  const queue = new Uint32Array(nodeCount + firstEdge[root + 1] - firstEdge[root] + 1);
  const walk = new Walk(graph, distance, queue, options);
  let length = 0;
  for (let edge = firstEdge[root]; edge < firstEdge[root + 1]; edge++) {
    const target = edgeTarget[edge];
    if (nodeType[target] === nodeTypes.synthetic && !domTrees.has(nodeName[target])) continue;
    if (isIgnored?.[target]) continue;
    // DevTools counts from what the root refers to weakly, too; a path that keeps something alive cannot.
    if (edgeInto && graph.edgeTypeOf(edge) === 'weak') continue;
    if (edgeInto && distance[target] === UNREACHABLE_DISTANCE) edgeInto[target] = edge + 1;
    distance[target] = 1;
    queue[length++] = target;
  }
  walk.run(length);
  distance[root] = length > 0 ? SYSTEM_DISTANCE : 0;
  queue[0] = root;
  walk.run(1);
  return distance;
}

/** A breadth-first walk along all edges but weak ones, with DevTools' three exceptions. */
class Walk {
  readonly #graph: NodesAndEdges;
  readonly #distance: Int32Array;
  readonly #queue: Uint32Array;
  readonly #options: WalkOptions;
  readonly #nativeContexts: NameSet;
  readonly #mapDescriptors: NameSet;
  readonly #sloppyFunctionMap: NameSet;
  readonly #halfSeenPairs = new Set<number>();

  constructor(graph: NodesAndEdges, distance: Int32Array, queue: Uint32Array, options: WalkOptions) {
    this.#graph = graph;
    this.#distance = distance;
    this.#queue = queue;
    this.#options = options;
    this.#nativeContexts = new NameSet(graph.strings, 'system / NativeContext');
    this.#mapDescriptors = new NameSet(graph.strings, '(map descriptors)');
    this.#sloppyFunctionMap = new NameSet(graph.strings, 'sloppy_function_map');
  }

  /** Walks on from the first `length` nodes of the queue. */
  run(length: number): void {
    const distance = this.#distance;
    const queue = this.#queue;
    const { isIgnored, edgeInto } = this.#options;
    const { firstEdge, edgeType, edgeTarget, edgeTypes, nodeType, nodeTypes, nodeName } = this.#graph;
    const { weak, internal } = edgeTypes;
    const { hidden, array } = nodeTypes;
    let end = length;
    for (let at = 0; at < end; at++) {
      const node = queue[at];
      const next = distance[node] + 1;
      const type = nodeType[node];
      const isSpecial =
        (type === hidden && this.#nativeContexts.has(nodeName[node])) ||
        (type === array && this.#mapDescriptors.has(nodeName[node]));
      const edgesEnd = firstEdge[node + 1];
      for (let edge = firstEdge[node]; edge < edgesEnd; edge++) {
        const target = edgeTarget[edge];
        if (distance[target] !== UNREACHABLE_DISTANCE) continue;
        const kind = edgeType[edge] & ~NOT_ESSENTIAL;
        if (kind === weak || (isIgnored !== undefined && isIgnored[target] === 1)) continue;
        if (isSpecial && !this.#isFollowedFromSpecial(node, edge)) continue;
        if (kind === internal && !(isSpecial && type === array) && this.#isFirstOfPair(edge)) continue;
        distance[target] = next;
        if (edgeInto !== undefined) edgeInto[target] = edge + 1;
        queue[end++] = target;
      }
    }
  }

  /** The function map of a native context, and descriptors that maps merely share, say nothing about distance. */
  #isFollowedFromSpecial(node: number, edge: number): boolean {
    const graph = this.#graph;
    const name = graph.edgeNameOf(edge);
    if (graph.nodeType[node] === graph.nodeTypes.hidden) {
      return typeof name === 'number' || !this.#sloppyFunctionMap.has(graph.edgeName[edge]);
    }
    // Descriptors stand in threes from 2 on; at every third index from 4 is the value, which is left out.
    const index = typeof name === 'number' ? name : Number.parseInt(name, 10);
    return index < 2 || index % 3 !== 1;
  }

  /** A WeakMap keeps a value only together with the key: the value is as far as the farther of the two. */
  #isFirstOfPair(edge: number): boolean {
    const names = this.#graph.weakMapEdgeNames;
    const name = this.#graph.edgeName[edge];
    if (!names.has(name)) return false;
    const pair = names.pair(name);
    if (this.#halfSeenPairs.delete(pair)) return false;
    this.#halfSeenPairs.add(pair);
    return true;
  }
}
