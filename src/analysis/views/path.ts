import { MemprofError } from '../../base/errors.ts';
import { byLargest } from '../../base/order.ts';
import { RetainingPaths } from '../../graph/retaining-paths.ts';
import { EDGE_KEY_LIMIT, type EdgeLabel, edgeKey, labelEdge, labelKey } from './edge-labels.ts';
import { findObjects } from './find-objects.ts';
import { MAX_DEPTH, type ViewOptions } from './options.ts';
import { type ObjectRef, type ViewedHeap, clip } from './viewed-heap.ts';

/** One place on the merged paths from the GC root to the objects. */
export interface PathNode {
  /** How the place above refers to it; null for the root. */
  readonly label: EdgeLabel | null;
  readonly constructorName: string;
  /** The object, when all paths go through the same one here. */
  readonly object: ObjectRef | null;
  /** Whether it is one that everything hangs off: a GC root, V8's hidden nodes, the global object. */
  readonly isRootLike: boolean;
  /** Objects here that paths go through. */
  readonly objectCount: number;
  /** Objects asked about whose path goes through here. */
  readonly count: number;
  /** Equal hops in a row, as in linked lists, are shown as one: how many hops that is for the longest. */
  readonly repeats: number;
  /** Largest count first. */
  readonly children: readonly PathNode[];
  /** Branches left out by the limit. */
  readonly cutChildren: number;
}

/** What `memprof analyze <file> path` says. */
export interface PathView {
  readonly view: 'path';
  readonly totalSize: number;
  readonly target: string;
  /** Objects asked about. */
  readonly count: number;
  /** Of these, objects that only weak references, or ignored objects, lead to. */
  readonly unreachableCount: number;
  readonly root: PathNode;
}

/** Lists are made of a few hops a link: `next`; a promise and its reaction; a node, its cell and the next node. */
const MAX_PERIOD = 4;

/** Settings of `viewPath`. */
export interface PathOptions extends ViewOptions {
  /** Ids of retainers that no path may go through. */
  readonly ignore?: readonly number[];
}

/**
 * The shortest retaining path of an object, or those of all objects of a constructor merged into a tree.
 *
 * @throws MemprofError `NOT_FOUND` for a target, or an id to ignore, that is not there.
 */
export function viewPath(heap: ViewedHeap, options: PathOptions, target: string): PathView {
  const found = findObjects(heap, target);
  const { ignore = [], limit, depth = MAX_DEPTH } = options;
  const paths = ignore.length === 0 ? heap.paths : new RetainingPaths(heap.graph, ignoredNodes(heap, ignore));
  const tree = new PathTree(heap, paths);
  let unreachableCount = 0;
  for (const node of found.nodes) if (!tree.add(node)) unreachableCount++;
  return {
    view: 'path',
    totalSize: heap.totalSize,
    target: found.target,
    count: found.nodes.length,
    unreachableCount,
    root: tree.toNode(limit, Math.min(depth, MAX_DEPTH)),
  };
}

function ignoredNodes({ graph }: ViewedHeap, ids: readonly number[]): number[] {
  return ids.map((id) => {
    const node = graph.ordinalOf(id);
    if (node === undefined) throw new MemprofError('NOT_FOUND', `No object has the id @${id} to ignore.`);
    return node;
  });
}

interface Branch {
  readonly label: EdgeLabel | null;
  readonly key: number;
  readonly parent: number;
  /** Ordinal of one of the objects here. */
  readonly node: number;
  objectCount: number;
  count: number;
  repeats: number;
  readonly children: Map<number, number>;
}

/** Shortest paths merged by what refers to what. Each object on a path is looked at once. */
class PathTree {
  readonly #heap: ViewedHeap;
  readonly #paths: RetainingPaths;
  readonly #branches: Branch[] = [];
  /** Ordinals of objects already in the tree, and the branch each is at. */
  readonly #branchOf = new Map<number, number>();
  /** Equal hops in a row that led to each of these ordinals. */
  readonly #repeatsAt = new Map<number, number>();

  constructor(heap: ViewedHeap, paths: RetainingPaths) {
    this.#heap = heap;
    this.#paths = paths;
    const { root } = heap.graph;
    this.#branches.push(newBranch(null, -1, -1, root));
    this.#branchOf.set(root, 0);
  }

  /** False when no path leads to the object. */
  add(node: number): boolean {
    const pending: number[] = [];
    for (let at = node; !this.#branchOf.has(at);) {
      const step = this.#paths.stepInto(at);
      if (!step) return false;
      pending.push(step.edge, at);
      at = step.from;
    }
    while (pending.length > 0) {
      const at = pending.pop()!;
      this.#place(at, pending.pop()!);
    }
    for (let branch = this.#branchOf.get(node)!; branch >= 0; branch = this.#branches[branch].parent) {
      this.#branches[branch].count++;
    }
    return true;
  }

  toNode(limit: number, depth: number, at = 0): PathNode {
    const heap = this.#heap;
    const { label, node, count, objectCount, repeats, children } = this.#branches[at];
    const sorted = [...children.values()].toSorted(
      byLargest(
        (child) => this.#branches[child].count,
        (child) => this.#sortKey(child),
      ),
    );
    const shown = depth > 1 ? sorted.slice(0, limit) : [];
    return {
      label,
      constructorName: at === 0 ? '(GC root)' : clip(heap.constructorName(node)),
      object: at !== 0 && objectCount === 1 ? heap.ref(node) : null,
      isRootLike: heap.isRootLike(node),
      objectCount,
      count,
      repeats,
      children: shown.map((child) => this.toNode(limit, depth - 1, child)),
      cutChildren: sorted.length - shown.length,
    };
  }

  /** Equal counts go by text, so that the order is the same in every snapshot. */
  #sortKey(branch: number): string {
    const { label, node } = this.#branches[branch];
    return `${label === null ? '' : labelKey(label)} ${this.#heap.constructorName(node)}`;
  }

  #place(node: number, edge: number): void {
    const heap = this.#heap;
    const { from } = this.#paths.stepInto(node)!;
    const parent = this.#branchOf.get(from)!;
    const key = heap.constructors.constructorOf[node] * EDGE_KEY_LIMIT + edgeKey(heap, edge);
    const loop = this.#loopStart(parent, key);
    const branch = loop ?? this.#child(parent, key, edge, node);
    if (loop !== undefined) {
      const repeats = (this.#repeatsAt.get(from) ?? 1) + 1;
      this.#repeatsAt.set(node, repeats);
      this.#branches[loop].repeats = Math.max(this.#branches[loop].repeats, repeats);
    }
    this.#branches[branch].objectCount++;
    this.#branchOf.set(node, branch);
  }

  /** The branch that a hop leads back to when the last hops, up to four, did what those before them did. */
  #loopStart(parent: number, key: number): number | undefined {
    const keys = [key];
    const branches = [-1];
    for (let at = parent; at >= 0 && keys.length < 2 * MAX_PERIOD; at = this.#branches[at].parent) {
      keys.push(this.#branches[at].key);
      branches.push(at);
    }
    for (let period = 1; 2 * period <= keys.length; period++) {
      const isLoop = keys.slice(0, period).every((each, i) => each === keys[i + period]);
      if (isLoop) return branches[period];
    }
    return undefined;
  }

  #child(parent: number, key: number, edge: number, node: number): number {
    const { children } = this.#branches[parent];
    let child = children.get(key);
    if (child === undefined) {
      children.set(key, (child = this.#branches.length));
      this.#branches.push(newBranch(labelEdge(this.#heap, edge), key, parent, node));
    }
    return child;
  }
}

function newBranch(label: EdgeLabel | null, key: number, parent: number, node: number): Branch {
  return { label, key, parent, node, objectCount: 0, count: 0, repeats: 1, children: new Map() };
}
