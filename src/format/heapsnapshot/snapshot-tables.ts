import type { SnapshotHeader } from './header.ts';
import type { StringTable } from './string-table.ts';
import type { TraceTree } from './trace-tree.ts';

/** Functions that appear in the trace tree. Lines and columns are 1-based; 0 means unknown. */
export interface TraceFunctions {
  readonly count: number;
  /** For each function, V8's number for it. */
  readonly functionId: Uint32Array;
  /** For each function, the string index of its name. */
  readonly name: Uint32Array;
  /** For each function, the string index of its script's name. */
  readonly scriptName: Uint32Array;
  readonly scriptId: Uint32Array;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
}

/** Where functions and constructors of objects stand in the source. Lines and columns are 1-based. */
export interface SourceLocations {
  readonly count: number;
  /** For each location, the ordinal of the node it belongs to. */
  readonly node: Uint32Array;
  readonly scriptId: Uint32Array;
  readonly line: Uint32Array;
  readonly column: Uint32Array;
}

/** The numbers of a `.heapsnapshot` in one array a field, checked: every index in them points to something. */
export interface SnapshotTables {
  readonly header: SnapshotHeader;
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** For each node ordinal, the index of its type in `header.nodeTypes`; unknown types lie beyond. */
  readonly nodeType: Uint8Array;
  /** For each node ordinal, the string index of its name. */
  readonly nodeName: Uint32Array;
  /** For each node ordinal, V8's id. */
  readonly nodeId: Uint32Array;
  /** For each node ordinal, its size in bytes; `0xffffffff` when it is in `largeSizes`. */
  readonly selfSize: Uint32Array;
  /** Sizes of 4 GiB and more, by node ordinal. */
  readonly largeSizes: ReadonlyMap<number, number>;
  /** For each node ordinal, its first edge; the last entry is the number of edges. */
  readonly firstEdge: Uint32Array;
  /** For each node ordinal, 0 unknown, 1 attached to a document, 2 detached; undefined when all are 0. */
  readonly detachedness: Uint8Array | undefined;
  /** For each node ordinal, the id in the trace tree of what allocated it; undefined when all are 0. */
  readonly traceNodeId: Uint32Array | undefined;
  /** For each edge, the index of its type in `header.edgeTypes`: 0 to 127. */
  readonly edgeType: Uint8Array;
  /** For each edge, the string index of its name or, for elements and hidden edges, a number. */
  readonly edgeName: Uint32Array;
  /** For each edge, the ordinal of the node it points to. */
  readonly edgeTarget: Uint32Array;
  readonly strings: StringTable;
  readonly locations: SourceLocations;
  readonly traceFunctions: TraceFunctions | undefined;
  readonly traceTree: TraceTree | undefined;
  /** Flat records of `header.sampleFields`. */
  readonly samples: Float64Array;
}
