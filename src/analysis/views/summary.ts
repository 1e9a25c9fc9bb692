import type { MemoryResult } from '../results.ts';
import { type BigObject, viewDominators } from './dominators.ts';
import { type Drop, viewDrops } from './drops.ts';
import type { ViewOptions } from './options.ts';
import { viewStrings } from './strings.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** What nodes are, for the table of sizes. */
export type NodeKind =
  | 'objects'
  | 'closures'
  | 'arrays and tables'
  | 'strings'
  | 'array buffers'
  | 'native'
  | 'code'
  | 'numbers'
  | 'V8 internal';

/** Nodes of one kind. */
export interface KindSize {
  readonly kind: NodeKind;
  readonly count: number;
  /** Their own sizes, in bytes; over all kinds they add up to the heap. */
  readonly size: number;
}

/** What `memprof analyze <file>` says. */
export interface SummaryView {
  readonly view: 'summary';
  readonly nodeCount: number;
  readonly edgeCount: number;
  /** Bytes of all nodes, array buffers and native ones included. */
  readonly totalSize: number;
  /** Of these, bytes in V8's heap. */
  readonly heapSize: number;
  /** Bytes outside the heap that V8 knows of and no node stands for, from Node 24 on. */
  readonly extraNativeBytes: number;
  /** Largest first. */
  readonly kinds: readonly KindSize[];
  /** Where the most piles up. */
  readonly drops: readonly Drop[];
  /** The object that retains most, those of V8, Node and the global object apart; null when there is none. */
  readonly biggest: BigObject | null;
  /** Bytes of strings that are there more than once. */
  readonly wastedStringBytes: number;
  /** Figures of the process when the snapshot was taken; null for a bare file. */
  readonly memory: MemoryResult | null;
}

const MAX_DROPS = 5;

/** Sizes by kind, and where the most piles up. */
export function viewSummary(
  heap: ViewedHeap,
  { limit }: ViewOptions,
  memory: MemoryResult | null = null,
): SummaryView {
  const { graph, totalSize } = heap;
  const kinds = sizesByKind(heap);
  const outside = kinds
    .filter(({ kind }) => kind === 'array buffers' || kind === 'native')
    .reduce((sum, { size }) => sum + size, 0);
  return {
    view: 'summary',
    nodeCount: graph.nodeCount,
    edgeCount: graph.edgeCount,
    totalSize,
    heapSize: totalSize - outside,
    extraNativeBytes: graph.header.extraNativeBytes,
    kinds,
    drops: viewDrops(heap, { limit: Math.min(limit, MAX_DROPS) }).rows,
    biggest: viewDominators(heap, { limit: 1, depth: 1 }).rows[0] ?? null,
    wastedStringBytes: viewStrings(heap, { limit: 0 }).wastedSize,
    memory,
  };
}

function sizesByKind(heap: ViewedHeap): KindSize[] {
  const { nodeCount, nodeType, header } = heap.graph;
  const kindOfType = header.nodeTypes.map(kindOf);
  const sums = new Map<NodeKind, { count: number; size: number }>();
  for (let node = 0; node < nodeCount; node++) {
    const type = kindOfType[nodeType[node]] ?? 'V8 internal';
    const kind =
      type === 'native' && heap.isNamed(node, 'system / JSArrayBufferData') ? 'array buffers' : type;
    let sum = sums.get(kind);
    if (sum === undefined) sums.set(kind, (sum = { count: 0, size: 0 }));
    sum.count++;
    sum.size += heap.ownSizeOf(node);
  }
  return [...sums].map(([kind, sum]) => ({ kind, ...sum })).toSorted((a, b) => b.size - a.size);
}

function kindOf(type: string): NodeKind {
  switch (type) {
    case 'object':
    case 'regexp':
      return 'objects';
    case 'closure':
      return 'closures';
    case 'array':
      return 'arrays and tables';
    case 'string':
    case 'concatenated string':
    case 'sliced string':
      return 'strings';
    case 'native':
      return 'native';
    case 'code':
    case 'object shape':
      return 'code';
    case 'number':
    case 'bigint':
    case 'symbol':
      return 'numbers';
    default:
      return 'V8 internal';
  }
}
