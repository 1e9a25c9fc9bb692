import { firstCapacity, nextCapacity, resized, sharedBytes, sharedIntegers } from './growth.ts';
import type { SnapshotHeader } from './header.ts';
import type { Place } from './place.ts';

/** The columns of `NodeColumns`, at their final length, for several threads to fill. */
export type NodeArrays = Pick<NodeColumns, 'type' | 'name' | 'id' | 'selfSize' | 'firstEdge'> &
  OptionalArrays;

interface OptionalArrays {
  readonly detachedness: Uint8Array;
  readonly traceNodeId: Uint32Array;
}

/** Columns for every node the header announces. */
export function sharedNodeArrays({ nodeCount }: SnapshotHeader): NodeArrays {
  return {
    type: sharedBytes(nodeCount),
    name: sharedIntegers(nodeCount),
    id: sharedIntegers(nodeCount),
    selfSize: sharedIntegers(nodeCount),
    firstEdge: sharedIntegers(nodeCount + 1),
    detachedness: sharedBytes(nodeCount),
    traceNodeId: sharedIntegers(nodeCount),
  };
}

/** Takes node records apart into one array a field. */
export class NodeColumns {
  /** Nodes taken; where the next ones go. */
  count = 0;
  /** Edges of the nodes taken so far; the first edge of the next one. */
  edgesBefore = 0;
  /** For each node ordinal, the index of its type in the header. */
  type: Uint8Array;
  /** For each node ordinal, the index of its name among the strings. */
  name: Uint32Array;
  /** For each node ordinal, V8's id. */
  id: Uint32Array;
  /** For each node ordinal, its size in bytes; `0xffffffff` when that is in `largeSizes`. */
  selfSize: Uint32Array;
  /** For each node ordinal, its first edge; one more entry for the end of the last node's edges. */
  firstEdge: Uint32Array;
  /** For each node ordinal, its detachedness; undefined while all are 0. */
  detachedness: Uint8Array | undefined;
  /** For each node ordinal, the trace node that allocated it; undefined while all are 0. */
  traceNodeId: Uint32Array | undefined;
  /** Sizes of 4 GiB and more, by node ordinal. */
  readonly largeSizes = new Map<number, number>();
  /** Highest string index used as a name. */
  highestName = 0;
  readonly #header: SnapshotHeader;
  readonly #place: Place;
  readonly #unused: OptionalArrays | undefined;

  /** @param arrays - Where to put the columns; without, they are made, at full length if that is plausible. */
  constructor(header: SnapshotHeader, place: Place, isPlausible: boolean, arrays?: NodeArrays) {
    this.#header = header;
    this.#place = place;
    const capacity = firstCapacity(header.nodeCount, isPlausible);
    this.type = arrays?.type ?? new Uint8Array(capacity);
    this.name = arrays?.name ?? new Uint32Array(capacity);
    this.id = arrays?.id ?? new Uint32Array(capacity);
    this.selfSize = arrays?.selfSize ?? new Uint32Array(capacity);
    this.firstEdge = arrays?.firstEdge ?? new Uint32Array(capacity + 1);
    this.#unused = arrays;
  }

  /** See `TakeRecords`. */
  take(block: Uint32Array, length: number, oversized: ReadonlyMap<number, number> | undefined): void {
    const fields = this.#header.nodeFields;
    this.#makeRoom(this.count + length / fields.length);
    this.#takeColumns(block, length);
    // After the columns, which got the lowest 32 bits.
    if (oversized) this.#takeOversized(oversized);
    this.#takeOptional(block, length, 'detachedness', Uint8Array);
    this.#takeOptional(block, length, 'trace_node_id', Uint32Array);
    this.count += length / fields.length;
  }

  #takeColumns(block: Uint32Array, length: number): void {
    const { type, name, id, selfSize, firstEdge } = this;
    const fields = this.#header.nodeFields;
    const stride = fields.length;
    const typeAt = fields.indexOf('type');
    const nameAt = fields.indexOf('name');
    const idAt = fields.indexOf('id');
    const sizeAt = fields.indexOf('self_size');
    const edgesAt = fields.indexOf('edge_count');
    let edge = this.edgesBefore;
    let allTypes = 0;
    let highestName = this.highestName;
    for (let at = 0, node = this.count; at < length; at += stride, node++) {
      allTypes |= block[at + typeAt];
      type[node] = block[at + typeAt];
      const nameIndex = block[at + nameAt];
      if (nameIndex > highestName) highestName = nameIndex;
      name[node] = nameIndex;
      id[node] = block[at + idAt];
      selfSize[node] = block[at + sizeAt];
      firstEdge[node] = edge;
      edge += block[at + edgesAt];
    }
    if (allTypes > 0xff || allTypes < 0)
      this.#place.fail(`a node near ${this.count} has a type that cannot be`);
    if (edge > this.#header.edgeCount) {
      this.#place.fail(
        `the nodes up to ${this.count + length / stride} claim ${edge} edges of ${this.#header.edgeCount}`,
      );
    }
    firstEdge[this.count + length / stride] = edge;
    this.edgesBefore = edge;
    this.highestName = highestName;
  }

  /** Columns that are nearly always all zero are not made before a value needs them. */
  #takeOptional(
    block: Uint32Array,
    length: number,
    field: 'detachedness' | 'trace_node_id',
    Type: typeof Uint8Array | typeof Uint32Array,
  ): void {
    const key = field === 'detachedness' ? 'detachedness' : 'traceNodeId';
    const stride = this.#header.nodeFields.length;
    const fieldAt = this.#header.nodeFields.indexOf(field);
    if (fieldAt < 0) return;
    let column = this[key];
    for (let at = fieldAt, node = this.count; at < length; at += stride, node++) {
      if (block[at] === 0) continue;
      if (!column)
        (this as Record<typeof key, Uint8Array | Uint32Array | undefined>)[key] = column =
          this.#unused?.[key] ?? new Type(this.type.length);
      column[node] = block[at];
    }
  }

  #takeOversized(oversized: ReadonlyMap<number, number>): void {
    const fields = this.#header.nodeFields;
    for (const [at, value] of oversized) {
      const node = this.count + Math.floor(at / fields.length);
      const field = fields[at % fields.length];
      if (field === 'self_size') {
        this.largeSizes.set(node, value);
        this.selfSize[node] = 0xffffffff;
      } else if (field !== undefined && IS_READ.has(field))
        this.#place.fail(`node ${node} has ${field} ${value}, which cannot be`);
    }
  }

  #makeRoom(needed: number): void {
    const announced = this.#header.nodeCount;
    if (needed > announced)
      this.#place.fail(`"nodes" holds more than the ${announced} nodes the header announces`);
    if (needed <= this.type.length) return;
    const capacity = nextCapacity(this.type.length, needed, announced);
    this.type = resized(this.type, capacity);
    this.name = resized(this.name, capacity);
    this.id = resized(this.id, capacity);
    this.selfSize = resized(this.selfSize, capacity);
    this.firstEdge = resized(this.firstEdge, capacity + 1);
    if (this.detachedness) this.detachedness = resized(this.detachedness, capacity);
    if (this.traceNodeId) this.traceNodeId = resized(this.traceNodeId, capacity);
  }
}

const IS_READ = new Set(['type', 'name', 'id', 'edge_count', 'detachedness', 'trace_node_id']);
