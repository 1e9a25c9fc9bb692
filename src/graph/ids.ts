declare const flavour: unique symbol;
type Flavoured<Name extends string> = number & { readonly [flavour]?: Name };

/** Position of a node in its snapshot, `0 … nodeCount - 1`. Indexes every per-node array. */
export type NodeOrdinal = Flavoured<'NodeOrdinal'>;

/** Position of an edge in its snapshot, `0 … edgeCount - 1`; a node's edges stand together. */
export type EdgeIndex = Flavoured<'EdgeIndex'>;

/** V8's own number for an object. Comparable between snapshots of one isolate; never an index. */
export type NodeId = Flavoured<'NodeId'>;
