import { byLargest } from '../../base/order.ts';
import { sumGroupSizes } from '../../graph/group-sizes.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** A group of nodes, and what it comes to. */
export interface GroupTotal<T> {
  readonly key: string;
  readonly value: T;
  readonly count: number;
  /** Bytes the group's nodes retain together; what one of them dominates is in that one's. */
  readonly retainedSize: number;
}

/** Nodes put in groups by a key; a node is in one group, the first it was added to. */
export class NodeGroups<T> {
  readonly #heap: ViewedHeap;
  /** For each node ordinal, its group's place in `#rows`, plus 1. */
  readonly #groupOf: Uint32Array;
  readonly #rows: { key: string; value: T; count: number }[] = [];
  readonly #places = new Map<string, number>();

  constructor(heap: ViewedHeap) {
    this.#heap = heap;
    this.#groupOf = new Uint32Array(heap.graph.nodeCount);
  }

  /** Puts the node in a group; false when it is in one already. */
  add(node: number, key: string, make: () => T): boolean {
    if (this.#groupOf[node] !== 0) return false;
    let place = this.#places.get(key);
    if (place === undefined) {
      this.#places.set(key, (place = this.#rows.length));
      this.#rows.push({ key, value: make(), count: 0 });
    }
    this.#groupOf[node] = place + 1;
    this.#rows[place].count++;
    return true;
  }

  /** The value of a key's group, if there is one. */
  get(key: string): T | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#rows[place].value;
  }

  /**
   * Divides the heap: each node is its group's, or that of the nearest group among its dominators. The sizes of the
   * groups, and of what is in none, add up to the heap.
   */
  nearestSizes(): { readonly sizes: ReadonlyMap<string, number>; readonly unownedSize: number } {
    const { graph } = this.#heap;
    const { nodeCount, root, dominatorOf } = graph;
    const bytes = new Float64Array(this.#rows.length + 1);
    // For each node ordinal, its group's place as in `#groupOf`, plus 1; 0 while it is not known.
    const nearest = new Uint32Array(nodeCount);
    nearest[root] = this.#groupOf[root] + 1;
    const path: number[] = [];
    for (let start = 0; start < nodeCount; start++) {
      let node = start;
      while (nearest[node] === 0) {
        if (this.#groupOf[node] !== 0) nearest[node] = this.#groupOf[node] + 1;
        else {
          path.push(node);
          node = dominatorOf[node];
        }
      }
      while (path.length > 0) nearest[path.pop()!] = nearest[node];
      bytes[nearest[start] - 1] += graph.shallowSizeOf(start);
    }
    return {
      sizes: new Map(this.#rows.map(({ key }, place) => [key, bytes[place + 1]])),
      unownedSize: bytes[0],
    };
  }

  /** The groups, the one that retains most first. One walk over the dominator tree. */
  totals(): GroupTotal<T>[] {
    if (this.#rows.length === 0) return [];
    const { retainedSize } = sumGroupSizes(this.#heap.graph, {
      count: this.#rows.length + 1,
      constructorOf: this.#groupOf,
      names: [],
      locations: [],
      interfaces: [],
    });
    return this.#rows
      .map((row, place) => ({ ...row, retainedSize: retainedSize[place + 1] }))
      .toSorted(
        byLargest(
          (row) => row.retainedSize,
          (row) => row.key,
        ),
      );
  }
}
