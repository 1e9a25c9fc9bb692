import { byLargest } from '../../base/order.ts';
import type { FunctionRef } from './function-places.ts';
import { countFunctions } from './listeners.ts';
import { NodeGroups } from './node-groups.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** A captured variable. */
export interface CapturedVariable {
  /** Null for those of a block, such as a loop's body: V8 does not write their names. */
  readonly name: string | null;
  /** What it refers to, where that is one constructor. */
  readonly constructorName: string;
  /** Bytes that go when the contexts go, over all of them. */
  readonly retainedSize: number;
}

/** The contexts that running one piece of code again and again left behind. Sizes in bytes. */
export interface ClosureScope {
  /** Functions that share these contexts, the most frequent first; three at most. */
  readonly functions: readonly FunctionRef[];
  readonly closureCount: number;
  readonly contextCount: number;
  readonly retainedSize: number;
  /** Variables, those that keep most first. */
  readonly variables: readonly CapturedVariable[];
}

/** What `memprof analyze <file> closures` says. */
export interface ClosuresView extends Rows<ClosureScope> {
  readonly view: 'closures';
  readonly totalSize: number;
  readonly closureCount: number;
  readonly contextCount: number;
}

const MAX_VARIABLES = 3;

interface Scope {
  readonly contexts: number[];
  readonly closures: number[];
}

/** Contexts by the code they belong to, what retains most first. Those of Node's own code are left out. */
export function viewClosures(heap: ViewedHeap, { limit }: ViewOptions): ClosuresView {
  const { graph } = heap;
  const groups = new NodeGroups<Scope>(heap);
  let closureCount = 0;
  const contexts = new Set<number>();
  heap.eachEdge('internal', 'context', (source, context) => {
    if (graph.nodeType[source] !== graph.nodeTypes.closure || !isContext(heap, context)) return;
    closureCount++;
    contexts.add(context);
    const key = String(heap.internal(context, 'scope_info'));
    const isNew = groups.add(context, key, () => ({ contexts: [], closures: [] }));
    const scope = groups.get(key)!;
    if (isNew) scope.contexts.push(context);
    scope.closures.push(source);
  });
  const own = groups.totals().filter(({ value }) => !isInternal(heap, value.closures[0]));
  const { rows, rowCount } = cut(own, limit);
  return {
    view: 'closures',
    totalSize: heap.totalSize,
    closureCount,
    contextCount: contexts.size,
    rows: rows.map(({ value, retainedSize }) => ({
      functions: countFunctions(heap, value.closures).map(({ listener }) => listener),
      closureCount: value.closures.length,
      contextCount: value.contexts.length,
      retainedSize,
      variables: variablesOf(heap, value.contexts),
    })),
    rowCount,
  };
}

/** V8's native context is one, too, and no function's. */
function isContext(heap: ViewedHeap, node: number): boolean {
  return heap.isSystem(node, 'Context');
}

function isInternal(heap: ViewedHeap, closure: number): boolean {
  const script = heap.places.scriptOf(closure);
  return script < 0 || heap.places.urlOf(script).startsWith('node:');
}

function variablesOf(heap: ViewedHeap, contexts: readonly number[]): CapturedVariable[] {
  const { graph } = heap;
  const { firstEdge, edgeTarget, edgeTypes, dominatorOf, retainedSize } = graph;
  const variables = new Map<string | null, { target: number; retainedSize: number }>();
  for (const context of contexts) {
    for (let edge = firstEdge[context]; edge < firstEdge[context + 1]; edge++) {
      const target = edgeTarget[edge];
      const kind = heap.edgeKind(edge);
      if (kind !== edgeTypes.context && kind !== edgeTypes.hidden) continue;
      if (graph.nodeType[target] === graph.nodeTypes.hidden) continue;
      const name = kind === edgeTypes.context ? String(graph.edgeNameOf(edge)) : null;
      const kept = dominatorOf[target] === context ? retainedSize[target] : 0;
      const variable = variables.get(name);
      if (variable) variable.retainedSize += kept;
      else variables.set(name, { target, retainedSize: kept });
    }
  }
  return [...variables]
    .map(([name, { target, retainedSize: size }]) => ({
      name,
      constructorName: heap.constructorName(target),
      retainedSize: size,
    }))
    .toSorted(
      byLargest(
        (variable) => variable.retainedSize,
        (variable) => variable.name ?? '',
      ),
    )
    .slice(0, MAX_VARIABLES);
}
