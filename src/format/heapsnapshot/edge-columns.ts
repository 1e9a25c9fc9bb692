import { firstCapacity, nextCapacity, resized, sharedBytes, sharedIntegers } from './growth.ts';
import type { SnapshotHeader } from './header.ts';
import type { Place } from './place.ts';

/** The columns of `EdgeColumns`, at their final length, for several threads to fill. */
export type EdgeArrays = Pick<EdgeColumns, 'type' | 'name' | 'target'>;

/** Columns for every edge the header announces. */
export function sharedEdgeArrays({ edgeCount }: SnapshotHeader): EdgeArrays {
  return { type: sharedBytes(edgeCount), name: sharedIntegers(edgeCount), target: sharedIntegers(edgeCount) };
}

/** Takes edge records apart into one array a field. */
export class EdgeColumns {
  /** Edges taken; where the next ones go. */
  count = 0;
  /** For each edge, the index of its type in the header. */
  type: Uint8Array;
  /** For each edge, the index of its name among the strings or, for elements and hidden edges, a number. */
  name: Uint32Array;
  /** For each edge, the ordinal of the node it points to. */
  target: Uint32Array;
  /** Highest string index used as a name. */
  highestName = 0;
  /** For each edge type, 1 when its edges are named by a string. */
  readonly #isNamed = new Uint8Array(256);
  readonly #header: SnapshotHeader;
  readonly #place: Place;

  /** @param arrays - Where to put the columns; without, they are made, at full length if that is plausible. */
  constructor(header: SnapshotHeader, place: Place, isPlausible: boolean, arrays?: EdgeArrays) {
    this.#header = header;
    this.#place = place;
    const capacity = firstCapacity(header.edgeCount, isPlausible);
    this.type = arrays?.type ?? new Uint8Array(capacity);
    this.name = arrays?.name ?? new Uint32Array(capacity);
    this.target = arrays?.target ?? new Uint32Array(capacity);
    // Types nobody has told us about are left out: whether their names are strings cannot be known.
    header.edgeTypes.forEach((type, index) => {
      this.#isNamed[index] = type === 'element' || type === 'hidden' ? 0 : 1;
    });
  }

  /** See `TakeRecords`. */
  take(block: Uint32Array, length: number, oversized: ReadonlyMap<number, number> | undefined): void {
    const fields = this.#header.edgeFields;
    const stride = fields.length;
    this.#makeRoom(this.count + length / stride);
    if (oversized) this.#place.fail(`an edge near ${this.count} holds a number that cannot be`);
    const { type, name, target } = this;
    const isNamed = this.#isNamed;
    const typeAt = fields.indexOf('type');
    const nameAt = fields.indexOf('name_or_index');
    const targetAt = fields.indexOf('to_node');
    const nodeStride = this.#header.nodeFields.length;
    // A multiplication instead of a division; the half keeps rounding from ever taking one away.
    const perIndex = 1 / nodeStride;
    const nodeCount = this.#header.nodeCount;
    let allTypes = 0;
    let highestName = this.highestName;
    for (let at = 0, edge = this.count; at < length; at += stride, edge++) {
      allTypes |= block[at + typeAt];
      type[edge] = block[at + typeAt];
      const edgeName = block[at + nameAt];
      if (edgeName > highestName && isNamed[type[edge]] === 1) highestName = edgeName;
      name[edge] = edgeName;
      const nodeIndex = block[at + targetAt];
      const node = ((nodeIndex + 0.5) * perIndex) >>> 0;
      if (node * nodeStride !== nodeIndex || node >= nodeCount) this.#failTarget(edge, nodeIndex);
      target[edge] = node;
    }
    // The graph keeps a bit of its own in the type's byte.
    if (allTypes > 0x7f || allTypes < 0)
      this.#place.fail(`an edge near ${this.count} has a type that cannot be`);
    this.highestName = highestName;
    this.count += length / stride;
  }

  #failTarget(edge: number, nodeIndex: number): never {
    this.#place.fail(`edge ${edge} points to ${nodeIndex}, where no node begins`);
  }

  #makeRoom(needed: number): void {
    const announced = this.#header.edgeCount;
    if (needed > announced)
      this.#place.fail(`"edges" holds more than the ${announced} edges the header announces`);
    if (needed <= this.type.length) return;
    const capacity = nextCapacity(this.type.length, needed, announced);
    this.type = resized(this.type, capacity);
    this.name = resized(this.name, capacity);
    this.target = resized(this.target, capacity);
  }
}
