import { type AccessPath, accessPath, isNodesOwn } from './access-path.ts';
import { type ConstructorCount, countConstructors } from './constructor-counts.ts';
import { findObjects } from './find-objects.ts';
import { Largest } from './largest.ts';
import { MAX_DEPTH, type ViewOptions } from './options.ts';
import type { ObjectRef, ViewedHeap } from './viewed-heap.ts';

/** An object and what it dominates. */
export interface DominatorNode extends ObjectRef {
  /** Objects it immediately dominates. */
  readonly childCount: number;
  /** The large ones among them, the largest first; empty at the last level. */
  readonly children: readonly DominatorNode[];
  /** The others, by constructor, the largest first. */
  readonly others: readonly ConstructorCount[];
}

/** One of the biggest objects, and how the program gets at it. */
export interface BigObject extends DominatorNode {
  readonly path: AccessPath;
  /** Whether it is Node or V8 that holds it, for itself. */
  readonly isInternal: boolean;
}

/** What `memprof analyze <file> dominators` says. */
export interface DominatorsView {
  readonly view: 'dominators';
  readonly totalSize: number;
  /** The biggest objects that no other object dominates, or the one asked for. */
  readonly rows: readonly BigObject[];
  readonly rowCount: number;
}

const DEFAULT_DEPTH = 3;
/** A child is shown for itself when it makes up this share of what its parent retains, and at most this many. */
const MIN_CHILD_SHARE = 0.05;
const MAX_CHILDREN = 5;
const MAX_OTHERS = 3;

/**
 * The biggest objects as a tree of what they dominate. V8's own roots, hidden nodes, the global object and
 * Node's table of modules are looked through, so that the objects of the program come first.
 *
 * @param target - Id or constructor to start from instead.
 * @throws MemprofError `NOT_FOUND` for a target that is not there.
 */
export function viewDominators(heap: ViewedHeap, options: ViewOptions, target?: string): DominatorsView {
  const { retainedSize } = heap.graph;
  const { limit, depth = DEFAULT_DEPTH } = options;
  const tops = target === undefined ? topObjects(heap) : findObjects(heap, target).nodes;
  const largest = new Largest(limit, (node) => retainedSize[node]);
  for (const node of tops) largest.offer(node);
  return {
    view: 'dominators',
    totalSize: heap.totalSize,
    rows: largest.nodes.map((node) => {
      const path = accessPath(heap, node);
      return {
        ...dominatorNode(heap, node, Math.min(depth, MAX_DEPTH)),
        path,
        isInternal: isNodesOwn(path),
      };
    }),
    rowCount: tops.length,
  };
}

/** Objects that only V8's own nodes, the global object and Node's table of modules dominate; ascending. */
export function topObjects(heap: ViewedHeap): Uint32Array {
  const { root, dominatedNodes } = heap.graph;
  const found: number[] = [];
  const open = [root];
  while (open.length > 0) {
    const node = open.pop()!;
    const parts = heap.isModuleTable(node) ? heap.partsOf(node) : dominatedNodes.of(node);
    for (const child of parts) {
      if (heap.isRootLike(child) || heap.isModuleTable(child)) open.push(child);
      else found.push(child);
    }
  }
  return Uint32Array.from(found).toSorted();
}

function dominatorNode(heap: ViewedHeap, node: number, depth: number): DominatorNode {
  const { retainedSize } = heap.graph;
  const all = heap.partsOf(node);
  const largest = new Largest(MAX_CHILDREN, (child) => retainedSize[child]);
  if (depth > 1) for (const child of all) largest.offer(child);
  const least = retainedSize[node] * MIN_CHILD_SHARE;
  const shown = largest.nodes.filter((child) => retainedSize[child] >= least);
  const isShown = new Set(shown);
  const others = countConstructors(
    heap,
    isShown.size === 0 ? all : all.filter((child) => !isShown.has(child)),
  );
  return {
    ...heap.ref(node),
    childCount: all.length,
    children: shown.map((child) => dominatorNode(heap, child, depth - 1)),
    others: others.slice(0, MAX_OTHERS),
  };
}
