import type { SnapshotHeader } from '../format/heapsnapshot/header.ts';
import type { SnapshotTables } from '../format/heapsnapshot/snapshot-tables.ts';
import type { StringTable } from '../format/heapsnapshot/string-table.ts';
import type { EdgeIndex, NodeOrdinal } from './ids.ts';
import { edgeTypeCodes, nodeTypeCodes, type EdgeTypeCodes, type NodeTypeCodes } from './type-codes.ts';
import { WeakMapEdgeNames } from './weak-map-edges.ts';

/** Set in an edge's type byte when the edge keeps nothing alive; see `essential-edges.ts`. */
export const NOT_ESSENTIAL = 0x80;

/** Nodes and edges of one snapshot in typed arrays: what the algorithms of this layer work on. */
export class NodesAndEdges {
  readonly header: SnapshotHeader;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** The GC root. */
  readonly root: NodeOrdinal;
  readonly strings: StringTable;
  readonly nodeTypes: NodeTypeCodes;
  readonly edgeTypes: EdgeTypeCodes;
  /** For each node ordinal, the number of its type. */
  readonly nodeType: Uint8Array;
  /** For each node ordinal, the string index of its name. */
  readonly nodeName: Uint32Array;
  /** For each node ordinal, V8's id. */
  readonly nodeId: Uint32Array;
  /** For each node ordinal, its shallow size in bytes, up to 4 GiB; `shallowSizeOf` knows the larger ones. */
  readonly shallowSize: Uint32Array;
  /** For each node ordinal, its first edge; one more entry for the end of the last node's edges. */
  readonly firstEdge: Uint32Array;
  /** For each edge, the number of its type in the low seven bits, and `NOT_ESSENTIAL`. */
  readonly edgeType: Uint8Array;
  /** For each edge, a string index or, for elements and hidden edges, a number. */
  readonly edgeName: Uint32Array;
  /** For each edge, the ordinal of the node it points to. */
  readonly edgeTarget: Uint32Array;
  /** The rest: locations, allocation stacks, samples. */
  readonly tables: SnapshotTables;
  /** Shallow sizes of 4 GiB and more, by node ordinal. */
  readonly largeSizes: Map<number, number>;
  readonly weakMapEdgeNames: WeakMapEdgeNames;
  #scratch: Uint32Array | undefined;

  constructor(tables: SnapshotTables) {
    this.tables = tables;
    this.header = tables.header;
    this.nodeCount = tables.nodeCount;
    this.edgeCount = tables.edgeCount;
    this.root = tables.header.rootOrdinal;
    this.strings = tables.strings;
    this.nodeTypes = nodeTypeCodes(tables.header);
    this.edgeTypes = edgeTypeCodes(tables.header);
    this.nodeType = tables.nodeType;
    this.nodeName = tables.nodeName;
    this.nodeId = tables.nodeId;
    this.shallowSize = tables.selfSize;
    this.firstEdge = tables.firstEdge;
    this.edgeType = tables.edgeType;
    this.edgeName = tables.edgeName;
    this.edgeTarget = tables.edgeTarget;
    this.largeSizes = new Map(tables.largeSizes);
    this.weakMapEdgeNames = new WeakMapEdgeNames(tables.strings);
  }

  /**
   * An array with an entry for each node and one more, filled with anything: fresh memory costs a page fault every
   * 4 KiB, and what is let go of lingers until the next garbage collection.
   */
  takeScratch(): Uint32Array {
    const scratch = this.#scratch ?? new Uint32Array(this.nodeCount + 1);
    this.#scratch = undefined;
    return scratch;
  }

  /** Gives back what `takeScratch` gave, for the next who takes some. */
  giveScratch(scratch: Uint32Array): void {
    this.#scratch = scratch;
  }

  /** Shallow size of a node in bytes: its own, and that of the hidden nodes and arrays it alone owns. */
  shallowSizeOf(node: NodeOrdinal): number {
    return this.largeSizes.size > 0
      ? (this.largeSizes.get(node) ?? this.shallowSize[node])
      : this.shallowSize[node];
  }

  /** Name of a node's type; a type the header does not name is called `unknown`. */
  typeOf(node: NodeOrdinal): string {
    return this.header.nodeTypes[this.nodeType[node]] ?? 'unknown';
  }

  /** Name of a node as V8 wrote it, with "Detached " before that of a detached DOM node. */
  rawNameOf(node: NodeOrdinal): string {
    const name = this.strings.get(this.nodeName[node]);
    return this.isDetached(node) ? `Detached ${name}` : name;
  }

  /** True for a DOM node that is in no document; always false for snapshots of Node. */
  isDetached(node: NodeOrdinal): boolean {
    return this.tables.detachedness?.[node] === 2 && this.nodeType[node] === this.nodeTypes.native;
  }

  /** Name of an edge's type; a type the header does not name is called `unknown`. */
  edgeTypeOf(edge: EdgeIndex): string {
    return this.header.edgeTypes[this.edgeType[edge] & ~NOT_ESSENTIAL] ?? 'unknown';
  }

  /** Name of an edge: a property's, a variable's, or an index for elements and hidden edges. */
  edgeNameOf(edge: EdgeIndex): string | number {
    const type = this.edgeType[edge] & ~NOT_ESSENTIAL;
    const name = this.edgeName[edge];
    if (type === this.edgeTypes.element || type === this.edgeTypes.hidden) return name;
    return name < this.strings.count ? this.strings.get(name) : name;
  }
}
