import type { EdgeLabel } from '../views/edge-label.ts';

/**
 * An object in the list of objects. Numbers only, so that thousands of them stay small:
 *
 * - `name`, `type`: places in `texts`;
 * - `id`: V8's; `shallowSize`, `retainedSize`: bytes;
 * - `holder`: the object before it on its retaining path, as a place in the list, and `edge`, a place in `edges`:
 *   how that one refers to it; -1 for the GC root, and for what nothing but weak references lead to;
 * - `skipped`: hops left out between the two;
 * - `retainerCount`: objects that refer to it;
 * - `retainers`: the largest of those that are on the list, two numbers each: place in the list, place in `edges`.
 */
export type ListedObject = readonly [
  name: number,
  type: number,
  id: number,
  shallowSize: number,
  retainedSize: number,
  holder: number,
  edge: number,
  skipped: number,
  retainerCount: number,
  retainers: readonly number[],
];

/** Objects with the paths that keep them, sharing what they have in common. */
export interface ObjectList {
  readonly texts: readonly string[];
  readonly edges: readonly EdgeLabel[];
  readonly objects: readonly ListedObject[];
}

/** A box of the dominator treemap. The boxes in a box add up to it. */
export interface MapBox {
  /** Place of the box around it; -1 for the heap. */
  readonly parent: number;
  /**
   * `object`: one object and all it dominates. `group`: objects of one constructor, and all they dominate.
   * `self`: what the object around takes up itself. `other`: all the rest.
   */
  readonly kind: 'heap' | 'object' | 'group' | 'self' | 'other';
  /** Name of the object or constructor; empty for `self` and `other`. */
  readonly name: string;
  /** How many objects it stands for, those they dominate not counted. */
  readonly count: number;
  /** Retained size in bytes. */
  readonly size: number;
  /** Places in the list of objects: the object, or the largest of a group. */
  readonly objects: readonly number[];
}

/** Objects of one constructor. Sizes in bytes. */
export interface MapConstructor {
  readonly name: string;
  /** Where the class was written: `src/agent.ts:12`; null for V8's, Node's and plain objects. */
  readonly place: string | null;
  readonly count: number;
  readonly shallowSize: number;
  readonly retainedSize: number;
  /** V8's own: code, hidden nodes, object shapes. */
  readonly isBookkeeping: boolean;
  /** The largest ones, as places in the list of objects. */
  readonly objects: readonly number[];
  /** Who refers to them, the most referred to first. */
  readonly holders: readonly MapHolder[];
}

/** Objects of one constructor that refer to others in one way. */
export interface MapHolder {
  readonly constructorName: string;
  readonly edge: EdgeLabel;
  /** How many hold, and how many they hold. */
  readonly holderCount: number;
  readonly heldCount: number;
}

/** One snapshot, cut to what people look into. Survives JSON. */
export interface HeapMap {
  /** Bytes of the heap, and nodes in it. */
  readonly totalSize: number;
  readonly nodeCount: number;
  /** The first is the heap; boxes come after the box around them. */
  readonly boxes: readonly MapBox[];
  /** The largest retained size first. */
  readonly constructors: readonly MapConstructor[];
  readonly otherConstructors: {
    readonly rowCount: number;
    readonly count: number;
    readonly shallowSize: number;
  };
  /** The objects that were asked for, as places in the list of objects; null for one that is not there. */
  readonly asked: readonly (number | null)[];
  readonly list: ObjectList;
}
