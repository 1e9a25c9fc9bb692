import type { HeapGraph } from '../../src/graph/heap-graph.ts';

/** The graph by definition, as slow as it may be: what the fast algorithms are held against. */
export class SlowGraph {
  readonly graph: HeapGraph;

  constructor(graph: HeapGraph) {
    this.graph = graph;
  }

  /** Targets of the essential edges of `node`; the root's include all that no essential edge leads to. */
  essentialTargets(node: number): number[] {
    const { graph } = this;
    const targets = this.edges(node)
      .filter((edge) => graph.isEssential(edge))
      .map((edge) => graph.edgeTarget[edge]!);
    return node === graph.root ? [...targets, ...this.orphans()] : targets;
  }

  edges(node: number): number[] {
    const first = this.graph.firstEdge[node]!;
    return Array.from({ length: this.graph.firstEdge[node + 1]! - first }, (_, at) => first + at);
  }

  orphans(): number[] {
    const { graph } = this;
    const referenced = new Set<number>([graph.root]);
    for (let edge = 0; edge < graph.edgeCount; edge++)
      if (graph.isEssential(edge)) referenced.add(graph.edgeTarget[edge]!);
    return this.nodes().filter((node) => !referenced.has(node));
  }

  nodes(): number[] {
    return Array.from({ length: this.graph.nodeCount }, (_, node) => node);
  }

  /** Nodes reached from the root without going through `removed`. */
  reachable(removed = -1): Set<number> {
    const seen = new Set<number>();
    const visit = (node: number): void => {
      if (node === removed || seen.has(node)) return;
      seen.add(node);
      this.essentialTargets(node).forEach(visit);
    };
    visit(this.graph.root);
    return seen;
  }

  /** All dominators of `node` but itself: those without which it cannot be reached. */
  dominatorsOf(node: number): number[] {
    return this.nodes().filter((other) => other !== node && !this.reachable(other).has(node));
  }

  /** The immediate dominator: the one that all others dominate. The root, for what cannot be reached. */
  immediateDominatorOf(node: number): number {
    if (node === this.graph.root || !this.reachable().has(node)) return this.graph.root;
    const dominators = this.dominatorsOf(node);
    return dominators.find((candidate) => this.dominatorsOf(candidate).length === dominators.length - 1)!;
  }

  /** Bytes that cannot be reached once `node` is gone, its own included. */
  retainedSizeOf(node: number): number {
    const reachable = this.reachable();
    const left = node === this.graph.root ? new Set<number>() : this.reachable(node);
    const lost = node === this.graph.root ? this.nodes() : [...reachable].filter((other) => !left.has(other));
    return lost.reduce((sum, other) => sum + this.graph.shallowSizeOf(other), 0);
  }
}
