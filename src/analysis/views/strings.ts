import { byLargest } from '../../base/order.ts';
import { displayName } from '../../graph/node-names.ts';
import { EDGE_KEY_LIMIT, type EdgeLabel, edgeKey, labelEdge } from './edge-labels.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import { type ViewedHeap, clip } from './viewed-heap.ts';

/** Who refers to a string most often. */
export interface StringHolder {
  readonly label: EdgeLabel;
  readonly constructorName: string;
  readonly count: number;
}

/** Strings of one text. Sizes in bytes. */
export interface StringGroup {
  /** Its start. */
  readonly text: string;
  readonly count: number;
  /** Of the largest of them: V8 may store one text in one or two bytes a character. */
  readonly eachSize: number;
  /** Of all but that one. */
  readonly wastedSize: number;
  /** True when put together with `+` and never made flat. */
  readonly isConcatenated: boolean;
  /** Who refers to them most often; null when only V8 does. */
  readonly holder: StringHolder | null;
}

/** What `memprof analyze <file> strings` says. */
export interface StringsView extends Rows<StringGroup> {
  readonly view: 'strings';
  readonly totalSize: number;
  readonly stringCount: number;
  /** Bytes of all strings. */
  readonly stringSize: number;
  /** Bytes that duplicates take, all but one of each counted. */
  readonly wastedSize: number;
  /** The largest texts, duplicates or not. */
  readonly largest: readonly StringGroup[];
}

/** V8 cuts texts at this length in a snapshot: longer ones are equal when their size is, too. */
const CUT_LENGTH = 1024;

/** What V8 writes for a slice: which part of its parent it is, a snapshot does not tell. */
const SLICE = '(sliced string)';

interface Found {
  readonly nodes: number[];
  /** Bytes of all of them. */
  size: number;
  /** Bytes of the largest. */
  eachSize: number;
  readonly isConcatenated: boolean;
}

/**
 * Finds strings that are there more than once. Flat texts are equal when their first 1,024 characters and sizes are;
 * concatenated ones are compared when they are shorter and no part of them is a slice.
 */
export function viewStrings(heap: ViewedHeap, { limit }: ViewOptions): StringsView {
  const { nodeCount, nodeType, nodeTypes, nodeName, shallowSize, strings } = heap.graph;
  // For each string index, the first node with it, plus 1, until there is a second one.
  const first = new Uint32Array(strings.count);
  const groups = new Map<number | string, Found>();
  const isHalf = markHalves(heap);
  const totals = { count: 0, size: 0 };
  for (let node = 0; node < nodeCount; node++) {
    const type = nodeType[node];
    const isConcatenated = type === nodeTypes.concatenatedString;
    if (type !== nodeTypes.string && !isConcatenated) {
      if (type === nodeTypes.slicedString) {
        totals.count++;
        totals.size += shallowSize[node];
      }
      continue;
    }
    totals.count++;
    totals.size += shallowSize[node];
    if (isConcatenated && isHalf[node] === 1) continue;
    const name = nodeName[node];
    if (isConcatenated) {
      const text = displayName(heap.graph, node);
      if (text.length < CUT_LENGTH && !text.includes(SLICE)) add(groups, `+${text}`, node, heap);
    } else if (first[name] === 0) first[name] = node + 1;
    else add(groups, keyOf(heap, node), node, heap);
  }
  // The first of each flat text was left out: it joins its group now.
  for (const [key, found] of groups) {
    if (found.isConcatenated) continue;
    const head = first[nodeName[found.nodes[0]]] - 1;
    if (keyOf(heap, head) === key) join(found, head, heap);
  }
  const duplicates = [...groups.values()]
    .filter((found) => found.nodes.length > 1 && wastedBy(found) > 0)
    .toSorted(byLargest(wastedBy, ({ nodes }) => String(nodes[0]).padStart(10, '0')));
  const { rows, rowCount } = cut(duplicates, limit);
  return {
    view: 'strings',
    totalSize: heap.totalSize,
    stringCount: totals.count,
    stringSize: totals.size,
    wastedSize: duplicates.reduce((sum, found) => sum + wastedBy(found), 0),
    rows: rows.map((found) => describe(heap, found)),
    rowCount,
    largest: largestTexts(heap, groups, limit).map((found) => describe(heap, found)),
  };
}

function wastedBy({ size, eachSize }: Found): number {
  return size - eachSize;
}

/** For each node ordinal, 1 for a string that another was put together from: it is no duplicate for itself. */
function markHalves({ graph }: ViewedHeap): Uint8Array {
  const { nodeCount, nodeType, nodeTypes, firstEdge, edgeTarget } = graph;
  const isHalf = new Uint8Array(nodeCount);
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== nodeTypes.concatenatedString) continue;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) isHalf[edgeTarget[edge]] = 1;
  }
  return isHalf;
}

function keyOf({ graph }: ViewedHeap, node: number): number | string {
  const name = graph.nodeName[node];
  return graph.strings.rawLength(name) < CUT_LENGTH ? name : `${name} ${graph.shallowSize[node]}`;
}

function add(
  groups: Map<number | string, Found>,
  key: number | string,
  node: number,
  heap: ViewedHeap,
): void {
  let found = groups.get(key);
  if (!found) {
    found = {
      nodes: [],
      size: 0,
      eachSize: 0,
      isConcatenated: typeof key === 'string' && key.startsWith('+'),
    };
    groups.set(key, found);
  }
  join(found, node, heap);
}

function join(found: Found, node: number, { graph }: ViewedHeap): void {
  found.nodes.push(node);
  found.size += graph.shallowSize[node];
  found.eachSize = Math.max(found.eachSize, graph.shallowSize[node]);
}

/** Flat strings of a page and more, each text once. */
function largestTexts(heap: ViewedHeap, groups: ReadonlyMap<number | string, Found>, limit: number): Found[] {
  const { nodeCount, nodeType, nodeTypes, shallowSize } = heap.graph;
  const large: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] === nodeTypes.string && shallowSize[node] >= 4096) large.push(node);
  }
  large.sort((a, b) => shallowSize[b] - shallowSize[a] || a - b);
  const texts = new Map<number | string, Found>();
  for (const node of large) {
    if (texts.size >= limit) break;
    const key = keyOf(heap, node);
    if (texts.has(key)) continue;
    const size = shallowSize[node];
    texts.set(key, groups.get(key) ?? { nodes: [node], size, eachSize: size, isConcatenated: false });
  }
  return [...texts.values()];
}

function describe(heap: ViewedHeap, found: Found): StringGroup {
  return {
    text: clip(displayName(heap.graph, found.nodes[0])),
    count: found.nodes.length,
    eachSize: found.eachSize,
    wastedSize: wastedBy(found),
    isConcatenated: found.isConcatenated,
    holder: commonHolder(heap, found.nodes),
  };
}

/** Looking at some thousand strings tells who holds most of them. */
const MAX_LOOKED_AT = 5000;

function commonHolder(heap: ViewedHeap, nodes: readonly number[]): StringHolder | null {
  const { retainers, edgeTypes } = heap.graph;
  const holders = new Map<number, { edge: number; from: number; count: number }>();
  for (const node of nodes.slice(0, MAX_LOOKED_AT)) {
    for (const edge of retainers.edgesTo(node)) {
      const kind = heap.edgeKind(edge);
      if (kind === edgeTypes.weak || kind === edgeTypes.hidden || kind === edgeTypes.shortcut) continue;
      const from = retainers.sourceOf(edge);
      if (heap.isRootLike(from)) continue;
      const key = heap.constructors.constructorOf[from] * EDGE_KEY_LIMIT + edgeKey(heap, edge);
      const holder = holders.get(key);
      if (holder) holder.count++;
      else holders.set(key, { edge, from, count: 1 });
    }
  }
  let best: { edge: number; from: number; count: number } | undefined;
  for (const holder of holders.values()) if (!best || holder.count > best.count) best = holder;
  return best
    ? {
        label: labelEdge(heap, best.edge),
        constructorName: clip(heap.constructorName(best.from)),
        count: best.count,
      }
    : null;
}
