import type { SnapshotTables } from '../format/heapsnapshot/snapshot-tables.ts';
import { buildConstructorTable, type ConstructorTable } from './constructor-table.ts';
import { propagateDetachedness } from './detachedness.ts';
import { computeDistances } from './distances.ts';
import { DominatedNodes } from './dominated-nodes.ts';
import { computeDominators, type DominatorTree } from './dominators.ts';
import { markEssentialEdges } from './essential-edges.ts';
import type { InterfaceDefinition } from './interfaces.ts';
import type { EdgeIndex, NodeId, NodeOrdinal } from './ids.ts';
import { NodesAndEdges, NOT_ESSENTIAL } from './nodes-and-edges.ts';
import { sumRetainedSizes } from './retained-sizes.ts';
import { Retainers } from './retainers.ts';
import { RetainingPaths } from './retaining-paths.ts';
import { transferShallowSizes } from './shallow-sizes.ts';
import { WorkAhead } from './work-ahead.ts';

const NO_INTERFACES: readonly InterfaceDefinition[] = [];

/**
 * The heap of one snapshot: its nodes and edges, and what follows from them, worked out when first asked for.
 *
 * Takes over the tables: sizes are moved to owners and edge types marked in place, so use them no more.
 * Every per-node answer equals that of Chrome DevTools.
 */
export class HeapGraph extends NodesAndEdges {
  #hasEssentialEdges = false;
  #dominatorTree: DominatorTree | undefined;
  #retainedSize: Float64Array | undefined;
  #distance: Int32Array | undefined;
  #dominatedNodes: DominatedNodes | undefined;
  #retainers: Retainers | undefined;
  #retainingPaths: RetainingPaths | undefined;
  #workAhead: WorkAhead | undefined;

  constructor(tables: SnapshotTables) {
    super(tables);
    if (tables.detachedness) propagateDetachedness(this, tables.detachedness);
    transferShallowSizes(this);
  }

  /**
   * Has a second thread name constructors and find distances from now on, if the snapshot is large: worth it for
   * whoever will ask for these and for dominators or sizes.
   *
   * @param interfaces - What `constructorTable` will be asked with.
   */
  workAhead(interfaces: readonly InterfaceDefinition[] = NO_INTERFACES): void {
    this.#workAhead ??= WorkAhead.start(this.tables, interfaces);
  }

  /** Constructors, numbered, and each node's; see `buildConstructorTable`. Made anew each time. */
  constructorTable(interfaces: readonly InterfaceDefinition[] = NO_INTERFACES): ConstructorTable {
    const ahead =
      this.#workAhead?.interfaces === interfaces ? this.#workAhead.take('constructors') : undefined;
    return ahead ?? buildConstructorTable(this, interfaces);
  }

  /** The node with this id; undefined when there is none. Looks at every node. */
  ordinalOf(id: NodeId): NodeOrdinal | undefined {
    const ordinal = this.nodeId.indexOf(id);
    return ordinal < 0 ? undefined : ordinal;
  }

  /** True when the edge keeps its target alive, the one rule behind dominators and retained sizes. */
  isEssential(edge: EdgeIndex): boolean {
    this.#markEssentialEdges();
    return this.edgeType[edge] < NOT_ESSENTIAL;
  }

  /** For each node ordinal, the ordinal of its immediate dominator; the root's is its own. */
  get dominatorOf(): Uint32Array {
    return this.#dominators().dominatorOf;
  }

  /** For each node ordinal, its retained size in bytes. Reading it lets go of what only computing it needed. */
  get retainedSize(): Float64Array {
    if (!this.#retainedSize) {
      const tree = this.#dominators();
      this.#retainedSize = sumRetainedSizes(this, tree);
      this.#dominatorTree = { dominatorOf: tree.dominatorOf, reached: new Uint32Array() };
    }
    return this.#retainedSize;
  }

  /** For each node ordinal, its distance; see `computeDistances` for what the large and negative ones mean. */
  get distance(): Int32Array {
    return (this.#distance ??= this.#workAhead?.take('distance') ?? computeDistances(this));
  }

  /** The dominator tree downwards. */
  get dominatedNodes(): DominatedNodes {
    return (this.#dominatedNodes ??= new DominatedNodes(this, this.dominatorOf));
  }

  /** Edges backwards. Costs 4 bytes an edge and a node, and about a second for 100 million edges. */
  get retainers(): Retainers {
    return (this.#retainers ??= new Retainers(this));
  }

  /** Shortest retaining paths; 8 bytes a node. */
  get retainingPaths(): RetainingPaths {
    return (this.#retainingPaths ??= new RetainingPaths(this));
  }

  #dominators(): DominatorTree {
    if (!this.#dominatorTree) {
      this.#markEssentialEdges();
      this.#dominatorTree = computeDominators(this);
    }
    return this.#dominatorTree;
  }

  #markEssentialEdges(): void {
    if (!this.#hasEssentialEdges) markEssentialEdges(this);
    this.#hasEssentialEdges = true;
  }
}
