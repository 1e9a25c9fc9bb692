import { byLargest } from '../../base/order.ts';
import { type AccessPath, accessPath, isNodesOwn } from './access-path.ts';
import { type ConstructorCount, countConstructors } from './constructor-counts.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import type { ObjectRef, ViewedHeap } from './viewed-heap.ts';

/** An object where a big retained size falls apart into many small ones: where things pile up. */
export interface Drop {
  readonly object: ObjectRef;
  readonly constructorName: string;
  readonly path: AccessPath;
  /** Whether it is Node or V8 that holds it, for itself. */
  readonly isInternal: boolean;
  /** Part of the heap it retains, 0 … 1. */
  readonly share: number;
  /** `fan`: it holds them itself. `list`: each holds the next, as in a linked list. */
  readonly shape: 'fan' | 'list';
  /** Objects it falls apart into. */
  readonly partCount: number;
  /** What most of them are. */
  readonly mostly: ConstructorCount;
  /** Retained size of the largest of them, in bytes. */
  readonly largestPart: number;
}

/** What `memprof analyze <file> drops` says. */
export interface DropsView extends Rows<Drop> {
  readonly view: 'drops';
  readonly totalSize: number;
}

/** An object counts when it retains this share of the heap, and its largest part no more than this share of it. */
const MIN_SHARE = 0.01;
const MAX_PART_SHARE = 0.25;
/** Fewer links than these are a structure, not a list. */
const MIN_LINKS = 20;

/** Finds where big retained sizes fall apart, the biggest first. */
export function viewDrops(heap: ViewedHeap, { limit }: ViewOptions): DropsView {
  const found = findDrops(heap).toSorted(
    byLargest(
      ({ node }) => heap.graph.retainedSize[node],
      ({ node }) => String(node),
    ),
  );
  const { rows, rowCount } = cut(found, limit);
  return {
    view: 'drops',
    totalSize: heap.totalSize,
    rows: rows.map((drop) => describe(heap, drop)),
    rowCount,
  };
}

interface FoundDrop {
  readonly node: number;
  readonly shape: 'fan' | 'list';
  /** Ordinals of the parts. */
  readonly parts: Uint32Array;
}

function findDrops(heap: ViewedHeap): FoundDrop[] {
  const { nodeCount, retainedSize, nodeType, nodeTypes, dominatorOf } = heap.graph;
  const { constructorOf } = heap.constructors;
  const least = heap.totalSize * MIN_SHARE;
  const found: FoundDrop[] = [];
  // The links of a list that was found: each of them retains much, and none is worth a row.
  const isLink = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if (retainedSize[node] < least || isLink[node] === 1 || heap.isRootLike(node)) continue;
    const type = nodeType[node];
    if (type === nodeTypes.code || type === nodeTypes.array) continue;
    const parts = heap.partsOf(node);
    if (parts.length < 2 && !(parts.length === 1 && constructorOf[parts[0]] === constructorOf[node]))
      continue;
    const part = largestOf(parts, retainedSize);
    if (retainedSize[part] <= retainedSize[node] * MAX_PART_SHARE) {
      found.push({ node, shape: 'fan', parts });
    } else if (constructorOf[dominatorOf[node]] !== constructorOf[node]) {
      const links = followList(heap, node);
      if (links.length >= MIN_LINKS) {
        for (const link of links) isLink[link] = 1;
        found.push({ node, shape: 'list', parts: links });
      }
    }
  }
  return found;
}

/** The chain of objects of one constructor, each dominating the next and by that most of what it retains. */
function followList(heap: ViewedHeap, head: number): Uint32Array {
  const { retainedSize } = heap.graph;
  const { constructorOf } = heap.constructors;
  const links: number[] = [];
  for (let node = head; ;) {
    const next = largestOf(heap.partsOf(node), retainedSize);
    if (next < 0 || constructorOf[next] !== constructorOf[head]) return Uint32Array.from(links);
    links.push(next);
    node = next;
  }
}

function largestOf(nodes: Uint32Array, retainedSize: Float64Array): number {
  let largest = -1;
  for (const node of nodes) if (largest < 0 || retainedSize[node] > retainedSize[largest]) largest = node;
  return largest;
}

function describe(heap: ViewedHeap, { node, shape, parts }: FoundDrop): Drop {
  const { retainedSize } = heap.graph;
  const object = heap.ref(node);
  const isList = shape === 'list';
  const mostly = isList
    ? {
        constructorName: heap.constructorName(parts[0]),
        count: parts.length,
        retainedSize: retainedSize[parts[0]],
      }
    : countConstructors(heap, parts)[0];
  const path = accessPath(heap, node);
  return {
    object,
    constructorName: heap.constructorName(node),
    path,
    isInternal: isNodesOwn(path),
    share: object.retainedSize / heap.totalSize,
    shape,
    partCount: parts.length,
    mostly,
    // What a link retains is the rest of the list; what it is worth is the difference to the next.
    largestPart: isList
      ? retainedSize[parts[0]] - (parts.length > 1 ? retainedSize[parts[1]] : 0)
      : retainedSize[largestOf(parts, retainedSize)],
  };
}
