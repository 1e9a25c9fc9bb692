export { MemprofError } from './base/errors.ts';
export type { MemprofErrorCode } from './base/errors.ts';
export { mark } from './agent/marks.ts';
export { readHeapSnapshot } from './graph/read-heap-snapshot.ts';
export type { SnapshotSource } from './format/heapsnapshot/open.ts';
export type { ConstructorLocation } from './graph/constructor-table.ts';
export type { Heap, HeapConstructor, HeapEdge, RetainingPathOptions } from './graph/heap.ts';
export type { NodeId, NodeOrdinal } from './graph/ids.ts';
