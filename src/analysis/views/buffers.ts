import { byLargest } from '../../base/order.ts';
import { type AccessPath, accessPath } from './access-path.ts';
import { type EdgeLabel, labelEdge, labelKey } from './edge-labels.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import { type ObjectRef, type ViewedHeap, clip } from './viewed-heap.ts';

/** An ArrayBuffer and the views on it. */
export interface BufferRow {
  readonly object: ObjectRef;
  /** Bytes outside V8's heap. */
  readonly size: number;
  /** Views on it: Buffers, typed arrays, DataViews. */
  readonly viewCount: number;
  /** What they are: the most common constructor; null when there is no view. */
  readonly viewName: string | null;
  readonly path: AccessPath;
}

/** Buffers held in one way. */
export interface BufferOwner {
  /** How they are held; null for those only V8 and Node hold. */
  readonly label: EdgeLabel | null;
  /** By objects of which constructor. */
  readonly constructorName: string | null;
  /** What is held: `Buffer`, `Float32Array`, `ArrayBuffer`. */
  readonly viewName: string;
  readonly count: number;
  /** Bytes outside V8's heap. */
  readonly size: number;
}

/** What `memprof analyze <file> buffers` says. */
export interface BuffersView extends Rows<BufferRow> {
  readonly view: 'buffers';
  readonly totalSize: number;
  /** Bytes of all buffers. */
  readonly bufferSize: number;
  /** Who owns them, most bytes first. Each buffer is counted once. */
  readonly owners: readonly BufferOwner[];
  readonly ownerCount: number;
}

interface Found {
  /** Ordinal of the ArrayBuffer, or of the memory when there is none. */
  readonly node: number;
  size: number;
  readonly views: readonly number[];
}

/** ArrayBuffers by size, and who owns them. Views are counted with the buffer they show. */
export function viewBuffers(heap: ViewedHeap, { limit }: ViewOptions): BuffersView {
  const found = findBuffers(heap).toSorted((a, b) => b.size - a.size || a.node - b.node);
  const owners = ownersOf(heap, found);
  const { rows, rowCount } = cut(found, limit);
  return {
    view: 'buffers',
    totalSize: heap.totalSize,
    bufferSize: found.reduce((sum, { size }) => sum + size, 0),
    rows: rows.map(({ node, size, views }) => ({
      object: heap.ref(node),
      size,
      viewCount: views.length,
      viewName: views.length > 0 ? heap.constructorName(views[0]) : null,
      path: accessPath(heap, views[0] ?? node),
    })),
    rowCount,
    owners: owners.slice(0, limit),
    ownerCount: owners.length,
  };
}

function findBuffers(heap: ViewedHeap): Found[] {
  const { graph } = heap;
  const buffers = new Map<number, Found>();
  // Two ArrayBuffers can share memory (SharedArrayBuffer): it is counted with the first.
  const counted = new Set<number>();
  const memory = heap.named('system / JSArrayBufferData');
  heap.eachEdge('internal', 'backing_store', (source, target) => {
    if (!memory.has(graph.nodeName[target]) || counted.has(target)) return;
    counted.add(target);
    const found = buffers.get(source);
    if (found) found.size += heap.ownSizeOf(target);
    else buffers.set(source, { node: source, size: heap.ownSizeOf(target), views: [] });
  });
  const views = new Map<number, number[]>();
  heap.eachEdge('internal', 'buffer', (source, target) => {
    const list = views.get(target);
    if (list) list.push(source);
    else views.set(target, [source]);
  });
  return [...buffers.values()].map((found) => ({ ...found, views: views.get(found.node) ?? [] }));
}

function ownersOf(heap: ViewedHeap, found: readonly Found[]): BufferOwner[] {
  const owners = new Map<string, { -readonly [K in keyof BufferOwner]: BufferOwner[K] }>();
  for (const { node, size, views } of found) {
    const held = views[0] ?? node;
    const viewName = heap.constructorName(held);
    const holder = holderOf(heap, held);
    const key = holder
      ? `${labelKey(holder.label)}\0${holder.constructorName}\0${viewName}`
      : `\0${viewName}`;
    let owner = owners.get(key);
    if (!owner) {
      owner = {
        label: holder?.label ?? null,
        constructorName: holder?.constructorName ?? null,
        viewName,
        count: 0,
        size: 0,
      };
      owners.set(key, owner);
    }
    owner.count++;
    owner.size += size;
  }
  return [...owners]
    .toSorted(
      byLargest(
        ([, { size }]) => size,
        ([key]) => key,
      ),
    )
    .map(([, owner]) => owner);
}

/** What the shortest path comes from, elements and tables skipped. */
function holderOf(heap: ViewedHeap, node: number): { label: EdgeLabel; constructorName: string } | undefined {
  const { paths } = heap;
  const { nodeType, nodeTypes } = heap.graph;
  for (let step = paths.stepInto(node); step; step = paths.stepInto(step.from)) {
    const label = labelEdge(heap, step.edge);
    const isPlain = label.kind === 'internal' || nodeType[step.from] === nodeTypes.array;
    const isArray = label.kind === 'index' && heap.isNamed(step.from, 'Array');
    if (nodeType[step.from] === nodeTypes.synthetic) return undefined;
    if (isPlain || isArray) continue;
    // A numbered field of an object, rather than of a Map's table, is one of V8's, as in WebAssembly.Memory.
    const isField = label.kind === 'entry' && nodeType[step.from] === nodeTypes.object;
    const constructorName = clip(heap.constructorName(step.from));
    return { label: isField ? { kind: 'internal', name: 'internal field' } : label, constructorName };
  }
  return undefined;
}
