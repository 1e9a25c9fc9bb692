import { type ObjectRef, type ViewedHeap, clip } from './viewed-heap.ts';
import { isBuiltinGlobal } from './builtin-globals.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import { byLargest } from '../../base/order.ts';

/** A variable that every part of the program sees. */
export interface GlobalRow {
  /** `property`: of the global object. `lexical`: `let`, `const` or `class` at the top of a script. */
  readonly kind: 'property' | 'lexical';
  readonly name: string;
  readonly object: ObjectRef;
  readonly constructorName: string;
}

/** What `memprof analyze <file> globals` says. */
export interface GlobalsView extends Rows<GlobalRow> {
  readonly view: 'globals';
  readonly totalSize: number;
  /** Bytes that the globals of the program retain; those shared with something else are not in it. */
  readonly retainedSize: number;
}

/** Globals that neither the language nor Node brings along, what retains most first. */
export function viewGlobals(heap: ViewedHeap, { limit }: ViewOptions): GlobalsView {
  const found = [...globalProperties(heap), ...lexicalGlobals(heap)].toSorted(
    byLargest(
      ({ node }) => heap.graph.retainedSize[node],
      ({ name }) => name,
    ),
  );
  const { rows, rowCount } = cut(found, limit);
  const nodes = new Set(found.map(({ node }) => node));
  return {
    view: 'globals',
    totalSize: heap.totalSize,
    retainedSize: [...nodes].reduce(
      (sum, node) => sum + (heap.isObject(node) ? heap.graph.retainedSize[node] : 0),
      0,
    ),
    rows: rows.map(({ kind, name, node }) => ({
      kind,
      name: clip(name),
      object: heap.ref(node),
      constructorName: clip(heap.constructorName(node)),
    })),
    rowCount,
  };
}

interface Found {
  readonly kind: GlobalRow['kind'];
  readonly name: string;
  readonly node: number;
}

function globalProperties(heap: ViewedHeap): Found[] {
  const { graph } = heap;
  const found = new Map<string, Found>();
  for (const global of heap.globals) {
    for (let edge = graph.firstEdge[global]; edge < graph.firstEdge[global + 1]; edge++) {
      if (heap.edgeKind(edge) !== graph.edgeTypes.property) continue;
      const name = String(graph.edgeNameOf(edge));
      const node = graph.edgeTarget[edge];
      if (graph.nodeType[node] === graph.nodeTypes.hidden || isBuiltinGlobal(name)) continue;
      if (isBrowsersOwn(heap, node)) continue;
      // `undefined` and the like say nothing; a proxy repeats the properties of its global.
      found.set(`${name}\0${node}`, { kind: 'property', name, node });
    }
  }
  return [...found.values()];
}

/** What a browser brings along is not listed by name: its functions have no script, its accessors only templates. */
function isBrowsersOwn(heap: ViewedHeap, node: number): boolean {
  const { nodeType, nodeTypes } = heap.graph;
  if (nodeType[node] === nodeTypes.closure) return heap.places.describe(node).place === null;
  return heap.isSystem(node, 'FunctionTemplateInfo') || heap.isSystem(node, 'AccessorPair');
}

function lexicalGlobals(heap: ViewedHeap): Found[] {
  const { graph } = heap;
  const found: Found[] = [];
  heap.eachEdge('internal', 'script_context_table', (_context, table) => {
    for (let edge = graph.firstEdge[table]; edge < graph.firstEdge[table + 1]; edge++) {
      const context = graph.edgeTarget[edge];
      for (let at = graph.firstEdge[context]; at < graph.firstEdge[context + 1]; at++) {
        const node = graph.edgeTarget[at];
        if (heap.edgeKind(at) !== graph.edgeTypes.context || graph.nodeType[node] === graph.nodeTypes.hidden)
          continue;
        const name = String(graph.edgeNameOf(at));
        if (name !== 'this') found.push({ kind: 'lexical', name, node });
      }
    }
  });
  return found;
}
