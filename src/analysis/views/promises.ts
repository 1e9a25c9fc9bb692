import type { FunctionRef } from './function-places.ts';
import { NodeGroups } from './node-groups.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** Reactions of pending promises that run one function. */
export interface PromisesRow {
  /** `await`: an async function that stands still. `then`: a function passed to `then`, `catch` or `finally`. */
  readonly kind: 'await' | 'then';
  /** The function that waits. */
  readonly waiting: FunctionRef;
  readonly count: number;
  /** Pending promises they wait for. */
  readonly promiseCount: number;
  /** Bytes the waiting functions retain: local variables, captured ones. */
  readonly retainedSize: number;
}

/** What `memprof analyze <file> promises` says. */
export interface PromisesView extends Rows<PromisesRow> {
  readonly view: 'promises';
  readonly totalSize: number;
  /** All promises, settled ones included. */
  readonly promiseCount: number;
  /**
   * Pending promises that something waits for. Those nothing waits for look in a snapshot like ones that were
   * fulfilled with `undefined`, and are not counted.
   */
  readonly pendingCount: number;
  readonly reactionCount: number;
}

interface Waiting {
  readonly kind: 'await' | 'then';
  readonly closure: number;
  readonly promises: Set<number>;
  count: number;
}

/** Pending promises by what waits for them, what retains most first. */
export function viewPromises(heap: ViewedHeap, { limit }: ViewOptions): PromisesView {
  const { graph } = heap;
  const groups = new NodeGroups<Waiting>(heap);
  const pending = new Set<number>();
  let reactionCount = 0;
  heap.eachEdge('internal', 'reactions_or_result', (promise, first) => {
    for (let reaction = first; reaction >= 0 && isReaction(heap, reaction);) {
      pending.add(promise);
      reactionCount++;
      const next = addReaction(heap, groups, promise, reaction);
      if (next === reaction) break;
      reaction = next;
    }
  });
  let promiseCount = 0;
  for (let node = 0; node < graph.nodeCount; node++) {
    if (graph.nodeType[node] === graph.nodeTypes.object && heap.isNamed(node, 'Promise')) promiseCount++;
  }
  const { rows, rowCount } = cut(groups.totals(), limit);
  return {
    view: 'promises',
    totalSize: heap.totalSize,
    promiseCount,
    pendingCount: pending.size,
    reactionCount,
    rows: rows.map(({ value, retainedSize }) => ({
      kind: value.kind,
      waiting: heap.places.describe(value.closure),
      count: value.count,
      promiseCount: value.promises.size,
      retainedSize,
    })),
    rowCount,
  };
}

function isReaction(heap: ViewedHeap, node: number): boolean {
  return heap.isSystem(node, 'PromiseReaction');
}

/** Puts the function that waits in its group. @returns The next reaction of the promise, or -1. */
function addReaction(
  heap: ViewedHeap,
  groups: NodeGroups<Waiting>,
  promise: number,
  reaction: number,
): number {
  const { firstEdge, edgeTarget, nodeType, nodeTypes } = heap.graph;
  let next = -1;
  let handler = -1;
  for (let edge = firstEdge[reaction]; edge < firstEdge[reaction + 1]; edge++) {
    const target = edgeTarget[edge];
    if (isReaction(heap, target)) next = target;
    // The handler for fulfilment comes after that for rejection.
    else if (nodeType[target] === nodeTypes.closure) handler = target;
  }
  if (handler < 0) return next;
  const generator = generatorOf(heap, handler);
  const closure = generator < 0 ? handler : heap.internal(generator, 'function');
  const node = generator < 0 ? handler : generator;
  const kind = generator < 0 ? 'then' : 'await';
  const key = `${kind} ${heap.internal(closure, 'shared')}`;
  groups.add(node, key, () => ({ kind, closure, promises: new Set(), count: 0 }));
  const waiting = groups.get(key)!;
  waiting.count++;
  waiting.promises.add(promise);
  return next;
}

/** An `await` leaves a builtin closure whose context leads to the function that stands still. */
function generatorOf(heap: ViewedHeap, handler: number): number {
  const context = heap.internal(handler, 'context');
  if (context < 0) return -1;
  const generator = heap.internal(context, 'extension');
  return generator >= 0 && heap.internal(generator, 'function') >= 0 ? generator : -1;
}
