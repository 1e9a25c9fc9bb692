import { byLargest } from '../../base/order.ts';
import { NodeGroups } from './node-groups.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import { eachMapEntry } from './tables.ts';
import { type ViewedHeap, clip } from './viewed-heap.ts';

/** What holds stores, and how many times. */
export interface StoreHolder {
  readonly constructorName: string;
  readonly count: number;
}

/** Stores of one constructor. */
export interface StoresRow {
  /** The AsyncLocalStorage's name, or its id; null up to Node 22, where a snapshot does not tell. */
  readonly storage: string | null;
  readonly constructorName: string;
  /** Stores that are alive. */
  readonly storeCount: number;
  /** Promises, timers and other resources that keep one of them. */
  readonly holderCount: number;
  /** What these are, the most frequent first; three at most. */
  readonly holders: readonly StoreHolder[];
  /** Bytes the stores retain. */
  readonly retainedSize: number;
}

/** What `memprof analyze <file> async-stores` says. */
export interface AsyncStoresView extends Rows<StoresRow> {
  readonly view: 'async-stores';
  readonly totalSize: number;
  readonly storeCount: number;
  readonly holderCount: number;
}

const MAX_HOLDERS = 3;

interface Stores {
  readonly storage: string | null;
  readonly constructorName: string;
  readonly holders: Map<string, number>;
  holderCount: number;
}

/** Stores of AsyncLocalStorage by constructor, those that retain most first. */
export function viewAsyncStores(heap: ViewedHeap, { limit }: ViewOptions): AsyncStoresView {
  const groups = new NodeGroups<Stores>(heap);
  addStoresOfResources(heap, groups);
  addStoresOfFrames(heap, groups);
  const totals = groups.totals();
  const { rows, rowCount } = cut(totals, limit);
  return {
    view: 'async-stores',
    totalSize: heap.totalSize,
    storeCount: totals.reduce((sum, { count }) => sum + count, 0),
    holderCount: totals.reduce((sum, { value }) => sum + value.holderCount, 0),
    rows: rows.map(({ value, count, retainedSize }) => ({
      storage: value.storage,
      constructorName: value.constructorName,
      storeCount: count,
      holderCount: value.holderCount,
      holders: [...value.holders]
        .map(([constructorName, times]) => ({ constructorName, count: times }))
        .toSorted(
          byLargest(
            (holder) => holder.count,
            (holder) => holder.constructorName,
          ),
        )
        .slice(0, MAX_HOLDERS),
      retainedSize,
    })),
    rowCount,
  };
}

/** Up to Node 22, each resource has the store as a property, under a symbol. */
function addStoresOfResources(heap: ViewedHeap, groups: NodeGroups<Stores>): void {
  heap.eachEdge('property', '<symbol kResourceStore>', (resource, store) => {
    if (isValue(heap, store)) add(heap, groups, null, store, [resource]);
  });
}

/** From Node 24 on, resources share an AsyncContextFrame: a Map from each AsyncLocalStorage to its store. */
function addStoresOfFrames(heap: ViewedHeap, groups: NodeGroups<Stores>): void {
  const { nodeCount, nodeType, nodeTypes } = heap.graph;
  for (let frame = 0; frame < nodeCount; frame++) {
    if (nodeType[frame] !== nodeTypes.object || !heap.isNamed(frame, 'AsyncContextFrame')) continue;
    const holders = holdersOf(heap, frame);
    eachMapEntry(heap, frame, (storage, store) => {
      if (storage >= 0 && isValue(heap, store)) add(heap, groups, nameOf(heap, storage), store, holders);
    });
  }
}

function add(
  heap: ViewedHeap,
  groups: NodeGroups<Stores>,
  storage: string | null,
  store: number,
  holders: readonly number[],
): void {
  const constructorName = clip(heap.constructorName(store));
  const key = `${storage ?? ''}\0${constructorName}`;
  groups.add(store, key, () => ({ storage, constructorName, holders: new Map(), holderCount: 0 }));
  const stores = groups.get(key);
  if (!stores) return;
  for (const holder of holders) {
    const name = clip(heap.constructorName(holder));
    stores.holders.set(name, (stores.holders.get(name) ?? 0) + 1);
    stores.holderCount++;
  }
}

/** Not `undefined`, `null` and the like. */
function isValue({ graph }: ViewedHeap, node: number): boolean {
  return node >= 0 && graph.nodeType[node] !== graph.nodeTypes.hidden;
}

function holdersOf(heap: ViewedHeap, frame: number): number[] {
  const { retainers, edgeTypes, nodeType, nodeTypes } = heap.graph;
  const holders: number[] = [];
  for (const edge of retainers.edgesTo(frame)) {
    const kind = heap.edgeKind(edge);
    const from = retainers.sourceOf(edge);
    if (kind !== edgeTypes.weak && nodeType[from] !== nodeTypes.synthetic) holders.push(from);
  }
  return holders;
}

function nameOf(heap: ViewedHeap, storage: number): string {
  const { graph } = heap;
  const name = heap.property(storage, '#name');
  const text = name >= 0 && graph.nodeType[name] === graph.nodeTypes.string ? graph.rawNameOf(name) : '';
  return text === '' ? `@${graph.nodeId[storage]}` : clip(text);
}
