import { computeDistances } from './distances.ts';
import type { NodesAndEdges } from './nodes-and-edges.ts';
import type { EdgeIndex, NodeOrdinal } from './ids.ts';
import { NameSet } from './name-set.ts';
import { sourceOf } from './retainers.ts';

/** One hop of a retaining path. */
export interface RetainingStep {
  /** The node the hop leaves from. */
  readonly from: NodeOrdinal;
  readonly edge: EdgeIndex;
  /** The node it leads to. */
  readonly to: NodeOrdinal;
}

/**
 * Shortest retaining paths from the GC root, over all edges but weak ones. Paths from global objects go before
 * those from the stack, handles and V8's other roots.
 */
export class RetainingPaths {
  readonly #graph: NodesAndEdges;
  readonly #ignored: readonly NodeOrdinal[];
  /** For each node ordinal, the edge of the shortest path that leads to it, plus 1; 0 when there is none. */
  readonly #edgeInto: Uint32Array;
  #fallback: RetainingPaths | undefined;
  readonly #avoidsCleanupQueue: boolean;

  /**
   * @param ignored - Retainers no path may go through; to ask what else keeps an object.
   * @param avoidsCleanupQueue - Whether to leave out Node's queue of clean-up hooks, which lists objects without
   *   keeping them, as long as there is another path.
   */
  constructor(graph: NodesAndEdges, ignored: Iterable<NodeOrdinal> = [], avoidsCleanupQueue = true) {
    this.#graph = graph;
    this.#avoidsCleanupQueue = avoidsCleanupQueue;
    this.#ignored = [...ignored];
    this.#edgeInto = new Uint32Array(graph.nodeCount);
    const isIgnored = new Uint8Array(graph.nodeCount);
    for (const node of this.#ignored) isIgnored[node] = 1;
    if (avoidsCleanupQueue) markCleanupQueues(graph, isIgnored);
    computeDistances(graph, { isIgnored, edgeInto: this.#edgeInto });
  }

  /**
   * The last hop of the path to `node`; following them upwards ends at the GC root.
   *
   * @returns undefined for the root, and when nothing but weak edges, or ignored nodes, lead to the node.
   */
  stepInto(node: NodeOrdinal): RetainingStep | undefined {
    const edge = this.#edgeInto[node] - 1;
    if (node === this.#graph.root) return undefined;
    if (edge >= 0) return { from: sourceOf(this.#graph, edge), edge, to: node };
    return this.#withCleanupQueue()?.stepInto(node);
  }

  /**
   * The hops from the GC root to `node`; empty for the root itself.
   *
   * @returns undefined when nothing but weak edges, or ignored nodes, lead there.
   */
  pathTo(node: NodeOrdinal): RetainingStep[] | undefined {
    const { root } = this.#graph;
    if (node === root) return [];
    if (this.#edgeInto[node] === 0) return this.#withCleanupQueue()?.pathTo(node);
    const steps: RetainingStep[] = [];
    for (let to = node; to !== root;) {
      const edge = this.#edgeInto[to] - 1;
      const from = sourceOf(this.#graph, edge);
      steps.push({ from, edge, to });
      to = from;
    }
    return steps.toReversed();
  }

  #withCleanupQueue(): RetainingPaths | undefined {
    if (!this.#avoidsCleanupQueue) return undefined;
    return (this.#fallback ??= new RetainingPaths(this.#graph, this.#ignored, false));
  }
}

function markCleanupQueues({ nodeCount, nodeName, strings }: NodesAndEdges, isIgnored: Uint8Array): void {
  const cleanupQueues = new NameSet(strings, 'Node / CleanupQueue');
  for (let node = 0; node < nodeCount; node++) if (cleanupQueues.has(nodeName[node])) isIgnored[node] = 1;
}
