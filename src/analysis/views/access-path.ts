import { type EdgeLabel, edgeKey, labelEdge } from './edge-labels.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** How a program gets at an object: `global.cache[…].items`, shortened. */
export interface AccessPath {
  /** `global`, the file of a variable or module, a root's name; empty when nothing but weak references lead there. */
  readonly start: string;
  /** Properties, variables and the like on the way, V8's own hops left out. */
  readonly hops: readonly EdgeLabel[];
  /** Whether hops between `start` and the first of `hops` were left out. */
  readonly isCut: boolean;
}

const MAX_HOPS = 6;

/** Node's private properties of other's objects are symbols called `node:…`. */
const NODES_PROPERTY = /^(?:<symbol |Symbol\()?node:/;

/** Whether it is V8 or Node that keeps what is there, for itself: a variable of Node's own, a private property, a root. */
export function isNodesOwn({ start, hops }: AccessPath): boolean {
  return (
    start.startsWith('node:') ||
    /^\([A-Z][a-z ]+\)$/.test(start) ||
    hops.some(({ kind, name }) => kind === 'property' && name !== null && NODES_PROPERTY.test(name))
  );
}

/** Describes the shortest way from a root to the object; equal hops in a row, as in lists, are one. */
export function accessPath(heap: ViewedHeap, node: number): AccessPath {
  let paths = known.get(heap);
  if (!paths) known.set(heap, (paths = new AccessPaths(heap)));
  return paths.to(node);
}

const known = new WeakMap<ViewedHeap, AccessPaths>();

/** A place in the tree of all ways looked at; many nodes share one. */
interface Place {
  readonly start: string;
  /** File of the function last gone through: a variable further down is one of its. */
  readonly file: string;
  /** Hop that led here, -1 at a start. */
  readonly edge: number;
  readonly key: number;
  /** The place before the hop. */
  readonly before: Place | undefined;
}

const NOWHERE: Place = { start: '', file: '', edge: -1, key: -1, before: undefined };

/** Remembers each node on a way, so that the elements of a list of a million are not a million long ways. */
class AccessPaths {
  readonly #heap: ViewedHeap;
  /** For each node ordinal, its place's index in `#places`; 0 until it is known. */
  readonly #placeOf: Uint32Array;
  readonly #places: Place[] = [NOWHERE];

  constructor(heap: ViewedHeap) {
    this.#heap = heap;
    this.#placeOf = new Uint32Array(heap.graph.nodeCount);
  }

  to(node: number): AccessPath {
    const hops: EdgeLabel[] = [];
    const { start } = this.#placeAt(node);
    let place: Place | undefined = this.#placeAt(node);
    for (; place && hops.length < MAX_HOPS; place = place.before) {
      if (place.edge >= 0) hops.push(labelEdge(this.#heap, place.edge));
    }
    while (place && place.edge < 0) place = place.before;
    return { start, hops: hops.toReversed(), isCut: place !== undefined };
  }

  #placeAt(node: number): Place {
    const { paths, graph } = this.#heap;
    const pending: number[] = [];
    let at = node;
    while (at !== graph.root && this.#placeOf[at] === 0) {
      const step = paths.stepInto(at);
      if (!step) return NOWHERE;
      pending.push(step.edge, at);
      at = step.from;
    }
    let index = this.#placeOf[at];
    while (pending.length > 0) {
      const to = pending.pop()!;
      const edge = pending.pop()!;
      const next = this.#module(to) ?? this.#after(this.#places[index], at, edge);
      if (next !== this.#places[index]) index = this.#places.push(next) - 1;
      this.#placeOf[to] = index;
      at = to;
    }
    return this.#places[index];
  }

  /** A start for what a module holds: how Node gets at the module says nothing to the program's author. */
  #module(node: number): Place | undefined {
    const heap = this.#heap;
    const file = heap.isNamed(node, 'Module')
      ? this.#fileIn(node, 'filename')
      : heap.isNamed(node, 'ModuleWrap')
        ? this.#fileIn(node, 'url')
        : heap.isSystem(node, 'SourceTextModule')
          ? this.#fileOfModuleRecord(node)
          : undefined;
    return file === undefined ? undefined : { start: file, file, edge: -1, key: -1, before: undefined };
  }

  /** The file named by a property of a module of Node's. */
  #fileIn(module: number, property: string): string | undefined {
    const { graph, places } = this.#heap;
    const text = this.#heap.property(module, property);
    if (text < 0 || graph.nodeType[text] !== graph.nodeTypes.string) return undefined;
    return places.placeAt(0, graph.rawNameOf(text), 0, 0, '').file;
  }

  /** V8's record of an ES module leads to a generator that runs the module's code. */
  #fileOfModuleRecord(node: number): string | undefined {
    const { graph, places } = this.#heap;
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const closure = this.#heap.internal(graph.edgeTarget[edge], 'function');
      if (closure >= 0) return places.describe(closure).place?.file;
    }
    return undefined;
  }

  /** The place that a hop from `from` leads to. */
  #after(place: Place, from: number, edge: number): Place {
    const heap = this.#heap;
    const { nodeType, nodeTypes, root } = heap.graph;
    const { kind } = labelEdge(heap, edge);
    const file =
      nodeType[from] === nodeTypes.closure
        ? (heap.places.describe(from).place?.file ?? place.file)
        : place.file;
    const key = edgeKey(heap, edge);
    if (kind === 'variable') return { start: file, file, edge, key, before: undefined };
    if (heap.globals.has(from))
      return { start: 'global', file, edge: kind === 'property' ? edge : -1, key, before: undefined };
    if (kind !== 'internal')
      return place.key === key && place.file === file
        ? place
        : { start: place.start, file, edge, key, before: place };
    if (nodeType[from] === nodeTypes.synthetic && from !== root)
      return { ...place, start: heap.graph.rawNameOf(from) };
    return place.file === file ? place : { ...place, file };
  }
}
