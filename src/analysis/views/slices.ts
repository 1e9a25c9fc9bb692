import { type AccessPath, accessPath } from './access-path.ts';
import { byLargest } from '../../base/order.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import { type ObjectRef, type ViewedHeap, clip } from './viewed-heap.ts';

/** A big string or ArrayBuffer, and the small parts of it that refer to it. Sizes in bytes. */
export interface SlicedParent {
  /** `string`: kept by slices of it. `buffer`: an ArrayBuffer kept by views on it. */
  readonly kind: 'string' | 'buffer';
  readonly parent: ObjectRef;
  /** Bytes of the whole. */
  readonly size: number;
  /** Slices or views. */
  readonly sliceCount: number;
  /** What they are: `(sliced string)`, `Buffer`. */
  readonly sliceName: string;
  /** True when nothing but them keeps it: it would go if they were copies. */
  readonly isKeptBySlicesAlone: boolean;
  /** How the program gets at the first of them. */
  readonly path: AccessPath;
}

/**
 * What `memprof analyze <file> slices` says: `rows` are strings. A snapshot does not tell how long a slice or a view
 * is, so each Buffer is among the views.
 */
export interface SlicesView extends Rows<SlicedParent> {
  readonly view: 'slices';
  readonly totalSize: number;
  readonly slicedStringCount: number;
  /** Bytes of strings that slices alone keep. */
  readonly keptStringSize: number;
  /** ArrayBuffers with views, the largest first. */
  readonly buffers: Rows<SlicedParent>;
  /** Bytes of these. */
  readonly viewedBufferSize: number;
}

interface Found {
  readonly kind: 'string' | 'buffer';
  readonly parent: number;
  readonly size: number;
  readonly slices: readonly number[];
}

/** Strings with slices and ArrayBuffers with views, the largest first. */
export function viewSlices(heap: ViewedHeap, { limit }: ViewOptions): SlicesView {
  const strings = slicedStrings(heap);
  const buffers = viewedBuffers(heap);
  return {
    view: 'slices',
    totalSize: heap.totalSize,
    slicedStringCount: strings.reduce((sum, { slices }) => sum + slices.length, 0),
    keptStringSize: sumSizes(strings.filter((row) => isKeptBySlicesAlone(heap, row))),
    ...describeLargest(heap, strings, limit),
    buffers: describeLargest(heap, buffers, limit),
    viewedBufferSize: sumSizes(buffers),
  };
}

function describeLargest(heap: ViewedHeap, found: readonly Found[], limit: number): Rows<SlicedParent> {
  const sorted = found.toSorted(
    byLargest(
      ({ size }) => size,
      ({ parent }) => String(parent).padStart(10, '0'),
    ),
  );
  const { rows, rowCount } = cut(sorted, limit);
  return {
    rows: rows.map((row) => ({
      kind: row.kind,
      parent: heap.ref(row.parent),
      size: row.size,
      sliceCount: row.slices.length,
      sliceName: clip(heap.constructorName(row.slices[0])),
      isKeptBySlicesAlone: isKeptBySlicesAlone(heap, row),
      path: accessPath(heap, row.slices[0]),
    })),
    rowCount,
  };
}

function sumSizes(found: readonly Found[]): number {
  return found.reduce((sum, { size }) => sum + size, 0);
}

function slicedStrings(heap: ViewedHeap): Found[] {
  const { nodeType, nodeTypes } = heap.graph;
  const slices = new Map<number, number[]>();
  heap.eachEdge('internal', 'parent', (source, target) => {
    if (nodeType[source] === nodeTypes.slicedString) push(slices, target, source);
  });
  return [...slices].map(([parent, list]) => ({
    kind: 'string',
    parent,
    size: heap.ownSizeOf(parent),
    slices: list,
  }));
}

/** Only memory outside V8's heap counts: a small typed array has its elements inside, and is no view. */
function viewedBuffers(heap: ViewedHeap): Found[] {
  const views = new Map<number, number[]>();
  heap.eachEdge('internal', 'buffer', (source, target) => push(views, target, source));
  return [...views].flatMap(([parent, list]) => {
    const memory = heap.internal(parent, 'backing_store');
    if (memory < 0) return [];
    return [{ kind: 'buffer', parent, size: heap.ownSizeOf(memory), slices: list }];
  });
}

function push(lists: Map<number, number[]>, key: number, value: number): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}

function isKeptBySlicesAlone(heap: ViewedHeap, { parent, slices }: Found): boolean {
  const { retainers, edgeTypes } = heap.graph;
  const isSlice = new Set(slices);
  return retainers.edgesTo(parent).every((edge) => {
    const kind = heap.edgeKind(edge);
    return kind === edgeTypes.weak || kind === edgeTypes.shortcut || isSlice.has(retainers.sourceOf(edge));
  });
}
