import type { ConstructorLocation, ConstructorTable } from './constructor-table.ts';
import { UNREACHABLE_DISTANCE } from './distances.ts';
import { sumGroupSizes } from './group-sizes.ts';
import { HeapGraph } from './heap-graph.ts';
import type { EdgeIndex, NodeId, NodeOrdinal } from './ids.ts';
import { displayName } from './node-names.ts';
import { RetainingPaths } from './retaining-paths.ts';

/** A reference from one node to another. */
export interface HeapEdge {
  /** `property`, `element`, `context`, `internal`, `hidden`, `shortcut` or `weak`. */
  readonly type: string;
  /** A property's or variable's name, or an index. */
  readonly name: string | number;
  readonly from: NodeOrdinal;
  readonly to: NodeOrdinal;
  /** False when it does not keep `to` alive: weak, a shortcut, a WeakMap's edge to a value, and the like. */
  readonly isEssential: boolean;
}

/** A place in the source a class was written in. */
export interface SourcePlace {
  /** For people: relative to the working directory where possible. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based. */
  readonly column: number;
}

/** Objects of one constructor. Sizes in bytes. */
export interface HeapConstructor {
  readonly name: string;
  /** Where its code stands in what V8 ran, 1-based; undefined for V8's own. */
  readonly location: ConstructorLocation | undefined;
  /**
   * Where it was written: through the source map when a capture has one or the script's file names one, else in the
   * file that ran. Undefined when the snapshot does not tell the file.
   */
  readonly source: SourcePlace | undefined;
  readonly count: number;
  readonly shallowSize: number;
  /** What its objects retain together; objects another of them dominates are counted in that one's. */
  readonly retainedSize: number;
}

/** Which paths to look for. */
export interface RetainingPathOptions {
  /** Retainers no path may go through: "what else keeps it?" */
  readonly ignore?: Iterable<NodeOrdinal>;
}

/**
 * A heap snapshot, for looking into. Nodes are known by their ordinal, `0 … nodeCount - 1`.
 *
 * Sizes are bytes, and all per-node answers equal Chrome DevTools'. What costs a pass over the heap, retained
 * sizes first of all, is worked out at the first question and kept. Every method taking a node throws a
 * `RangeError` for a number that is none.
 */
export class Heap {
  readonly #graph: HeapGraph;
  readonly #locate: (location: ConstructorLocation) => SourcePlace | undefined;
  #constructors: ConstructorTable | undefined;

  /** @param locate - Finds where a class was written. */
  constructor(
    graph: HeapGraph,
    locate: (location: ConstructorLocation) => SourcePlace | undefined = () => undefined,
  ) {
    this.#graph = graph;
    this.#locate = locate;
  }

  /** How many nodes there are. */
  get nodeCount(): number {
    return this.#graph.nodeCount;
  }

  /** The GC root. Its retained size is that of the heap. */
  get root(): NodeOrdinal {
    return this.#graph.root;
  }

  /** V8's number for the object: the same in every snapshot of one inspector session. */
  nodeId(node: NodeOrdinal): NodeId {
    return this.#graph.nodeId[this.#checked(node)];
  }

  /** The node with this id, or undefined. */
  findById(id: NodeId): NodeOrdinal | undefined {
    return this.#graph.ordinalOf(id);
  }

  /** What DevTools calls the node: a class name, a string's text, `{role, content}` for a plain object. */
  name(node: NodeOrdinal): string {
    return displayName(this.#graph, this.#checked(node));
  }

  /** `object`, `closure`, `string`, `array`, `native`, `hidden`, `code` and so on; `unknown` for a new one. */
  type(node: NodeOrdinal): string {
    return this.#graph.typeOf(this.#checked(node));
  }

  /** Name of the node's constructor: the key of `constructors()`. */
  constructorName(node: NodeOrdinal): string {
    const { names, constructorOf } = this.#constructorTable();
    return names[constructorOf[this.#checked(node)]];
  }

  /** Bytes of the node itself, with the elements and property stores that it alone owns. */
  shallowSize(node: NodeOrdinal): number {
    return this.#graph.shallowSizeOf(this.#checked(node));
  }

  /** Bytes that would be freed if the node became unreachable. */
  retainedSize(node: NodeOrdinal): number {
    return this.#graph.retainedSize[this.#checked(node)];
  }

  /** The immediate dominator; the root's is the root. */
  dominator(node: NodeOrdinal): NodeOrdinal {
    return this.#graph.dominatorOf[this.#checked(node)];
  }

  /**
   * Edges on the shortest path from the root. 100,000,000 and more when only V8's or Node's own roots reach the
   * node; undefined when only weak edges do.
   */
  distance(node: NodeOrdinal): number | undefined {
    const distance = this.#graph.distance[this.#checked(node)];
    return distance === UNREACHABLE_DISTANCE ? undefined : distance;
  }

  /** The edges from the node. */
  edges(node: NodeOrdinal): HeapEdge[] {
    const { firstEdge } = this.#graph;
    const first = firstEdge[this.#checked(node)];
    return Array.from({ length: firstEdge[node + 1] - first }, (_, at) => this.#edge(first + at, node));
  }

  /** The edges to the node, weak ones included. */
  retainers(node: NodeOrdinal): HeapEdge[] {
    const { retainers } = this.#graph;
    return Array.from(retainers.edgesTo(this.#checked(node)), (edge) =>
      this.#edge(edge, retainers.sourceOf(edge)),
    );
  }

  /**
   * The shortest chain of edges that keeps the node alive, from the root on, weak edges left out; paths from
   * global objects go before those from V8's own roots.
   *
   * @returns An empty list for the root, undefined when there is no such path.
   */
  retainingPath(node: NodeOrdinal, options: RetainingPathOptions = {}): HeapEdge[] | undefined {
    this.#checked(node);
    const paths = options.ignore
      ? new RetainingPaths(this.#graph, options.ignore)
      : this.#graph.retainingPaths;
    return paths.pathTo(node)?.map(({ edge, from }) => this.#edge(edge, from));
  }

  /** Counts and sizes by constructor, the largest retained size first. */
  constructors(): HeapConstructor[] {
    if (!this.#constructors) this.#graph.workAhead();
    // Dominators first: a second thread can name the constructors meanwhile.
    void this.#graph.dominatorOf;
    const table = this.#constructorTable();
    const sizes = sumGroupSizes(this.#graph, table);
    return table.names
      .map((name, group) => ({
        name,
        location: table.locations[group],
        source: table.locations[group] && this.#locate(table.locations[group]),
        count: sizes.count[group],
        shallowSize: sizes.shallowSize[group],
        retainedSize: sizes.retainedSize[group],
      }))
      .filter(({ count }) => count > 0)
      .toSorted((a, b) => b.retainedSize - a.retainedSize);
  }

  #constructorTable(): ConstructorTable {
    return (this.#constructors ??= this.#graph.constructorTable());
  }

  #edge(edge: EdgeIndex, from: NodeOrdinal): HeapEdge {
    const graph = this.#graph;
    return {
      type: graph.edgeTypeOf(edge),
      name: graph.edgeNameOf(edge),
      from,
      to: graph.edgeTarget[edge],
      isEssential: graph.isEssential(edge),
    };
  }

  #checked(node: NodeOrdinal): NodeOrdinal {
    if (Number.isInteger(node) && node >= 0 && node < this.#graph.nodeCount) return node;
    throw new RangeError(`${node} is not a node: there are ${this.#graph.nodeCount}, from 0`);
  }
}
