import type { ResolveFrame } from '../../allocations/resolve-frames.ts';
import { buildConstructorTable, type ConstructorTable } from '../../graph/constructor-table.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { NameSet } from '../../graph/name-set.ts';
import { displayName } from '../../graph/node-names.ts';
import { NOT_ESSENTIAL } from '../../graph/nodes-and-edges.ts';
import { FunctionPlaces } from './function-places.ts';

/** One object, as views name it. Sizes in bytes. */
export interface ObjectRef {
  /** V8's id. */
  readonly id: number;
  /** What DevTools calls it, cut to `MAX_NAME` characters. */
  readonly name: string;
  /** `object`, `closure`, `string`, `array`, `native` and so on. */
  readonly type: string;
  readonly shallowSize: number;
  readonly retainedSize: number;
}

/** Names longer than this are cut: a string's name is its text. */
export const MAX_NAME = 120;

/** Settings of a `ViewedHeap`. */
export interface ViewedHeapOptions {
  /** Finds where generated code was written; without it, places are those of the code that ran. */
  readonly resolve?: ResolveFrame | undefined;
}

/** A heap as the views look at it: the graph, and what several of them need, worked out when first asked for. */
export class ViewedHeap {
  readonly graph: HeapGraph;
  readonly places: FunctionPlaces;
  readonly #ownSize: Uint32Array;
  readonly #names = new Map<string, NameSet>();
  #constructors: ConstructorTable | undefined;
  #taggedSize: number | undefined;
  #globals: ReadonlySet<number> | undefined;

  /**
   * @param ownSize - For each node ordinal, its size as V8 wrote it: copied from the tables before `graph` took
   *   them over.
   */
  constructor(graph: HeapGraph, ownSize: Uint32Array, { resolve }: ViewedHeapOptions = {}) {
    this.#ownSize = ownSize;
    this.graph = graph;
    this.places = new FunctionPlaces(this, resolve);
  }

  /** All bytes of the heap, array buffers included. */
  get totalSize(): number {
    return this.graph.retainedSize[this.graph.root];
  }

  /** Constructors, numbered, and each node's. */
  get constructors(): ConstructorTable {
    return (this.#constructors ??= buildConstructorTable(this.graph));
  }

  /** Bytes of a pointer in V8's heap: 8 in Node, 4 where pointers are compressed, as in Chrome. */
  get taggedSize(): number {
    return (this.#taggedSize ??= this.#findTaggedSize());
  }

  /** Name of a node's constructor. */
  constructorName(node: number): string {
    const { names, constructorOf } = this.constructors;
    return names[constructorOf[node]];
  }

  /** A node's own size in bytes, that of elements and tables it owns not included. */
  ownSizeOf(node: number): number {
    return this.graph.tables.largeSizes.get(node) ?? this.#ownSize[node];
  }

  /** The object as views name it. */
  ref(node: number): ObjectRef {
    const { graph } = this;
    return {
      id: graph.nodeId[node],
      name: clip(displayName(graph, node)),
      type: graph.typeOf(node),
      shallowSize: graph.shallowSizeOf(node),
      retainedSize: graph.retainedSize[node],
    };
  }

  /** The string indexes of a well-known name; kept, for the first look costs a pass over the strings. */
  named(name: string): NameSet {
    let set = this.#names.get(name);
    if (set === undefined) this.#names.set(name, (set = new NameSet(this.graph.strings, name)));
    return set;
  }

  /** True when V8 wrote this name for the node. */
  isNamed(node: number, name: string): boolean {
    return this.named(name).has(this.graph.nodeName[node]);
  }

  /** Target of the first property edge with this name; -1 when there is none. */
  property(node: number, name: string): number {
    return this.#target(node, this.graph.edgeTypes.property, this.named(name));
  }

  /** Target of the first internal edge with this name; -1 when there is none. */
  internal(node: number, name: string): number {
    return this.#target(node, this.graph.edgeTypes.internal, this.named(name));
  }

  /** Type number of an edge, without the mark for edges that keep nothing alive. */
  edgeKind(edge: number): number {
    return this.graph.edgeType[edge] & ~NOT_ESSENTIAL;
  }

  /** Calls `visit` for each edge of a kind with this name, in order of their sources. */
  eachEdge(
    kind: 'property' | 'internal',
    name: string,
    visit: (source: number, target: number) => void,
  ): void {
    const { nodeCount, firstEdge, edgeName, edgeTarget, edgeTypes } = this.graph;
    const wanted = edgeTypes[kind];
    const names = this.named(name);
    for (let node = 0; node < nodeCount; node++) {
      const end = firstEdge[node + 1];
      for (let edge = firstEdge[node]; edge < end; edge++) {
        if (names.has(edgeName[edge]) && this.edgeKind(edge) === wanted) visit(node, edgeTarget[edge]);
      }
    }
  }

  /** The global objects: one for each context, such as those of `node:vm`. */
  get globals(): ReadonlySet<number> {
    if (!this.#globals) {
      const globals = new Set<number>();
      for (const context of this.#nativeContexts()) {
        // Its name differs: `extension` up to Node 24, `global_object` since.
        for (const name of ['extension', 'global_object', 'global_proxy_object']) {
          const target = this.internal(context, name);
          if (this.isObject(target)) globals.add(target);
        }
      }
      this.#globals = globals;
    }
    return this.#globals;
  }

  /** Whether the node is one that everything hangs off: a GC root, V8's hidden nodes, the global object. */
  isRootLike(node: number): boolean {
    const { nodeType, nodeTypes, root } = this.graph;
    const type = nodeType[node];
    return (
      node === root || type === nodeTypes.synthetic || type === nodeTypes.hidden || this.globals.has(node)
    );
  }

  /**
   * What the node immediately dominates, with the contents of its own elements and tables in place of these:
   * a Map's parts are its entries.
   */
  partsOf(node: number): Uint32Array {
    const { dominatedNodes } = this.graph;
    const direct = dominatedNodes.of(node);
    if (!direct.some((part) => this.#isOwnStore(part))) return direct;
    const parts: number[] = [];
    const open = [direct];
    while (open.length > 0) {
      for (const part of open.pop()!) {
        if (this.#isOwnStore(part)) open.push(dominatedNodes.of(part));
        else parts.push(part);
      }
    }
    return Uint32Array.from(parts);
  }

  /** Elements, properties and tables whose size went to the object that alone owns them. */
  #isOwnStore(node: number): boolean {
    const { shallowSize, nodeType, nodeTypes } = this.graph;
    return (
      shallowSize[node] === 0 && (nodeType[node] === nodeTypes.array || nodeType[node] === nodeTypes.hidden)
    );
  }

  /** Whether the node is an object, a function or another thing a program handles, rather than `undefined`. */
  isObject(node: number): boolean {
    const { nodeType, nodeTypes } = this.graph;
    return node >= 0 && (nodeType[node] === nodeTypes.object || nodeType[node] === nodeTypes.closure);
  }

  /** V8's nodes for the contexts; `system / NativeContext / <URL>` in a browser. */
  #nativeContexts(): number[] {
    const { nodeCount, nodeType, nodeTypes, nodeName, strings } = this.graph;
    const found: number[] = [];
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] !== nodeTypes.hidden && nodeType[node] !== nodeTypes.object) continue;
      // Compare one byte before a text: the 10th tells `system / N…` from most others.
      const name = nodeName[node];
      if (strings.rawLength(name) < 22 || strings.rawByteAt(name, 9) !== 0x4e) continue;
      if (strings.get(name).startsWith('system / NativeContext')) found.push(node);
    }
    return found;
  }

  #target(node: number, kind: number, names: NameSet): number {
    const { firstEdge, edgeName, edgeTarget } = this.graph;
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      if (names.has(edgeName[edge]) && this.edgeKind(edge) === kind) return edgeTarget[edge];
    }
    return -1;
  }

  /** An array object is four pointers long. */
  #findTaggedSize(): number {
    const { nodeCount, nodeType, nodeTypes, nodeName } = this.graph;
    const arrays = this.named('Array');
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] !== nodeTypes.object || !arrays.has(nodeName[node])) continue;
      if (this.#ownSize[node] === 16) return 4;
      if (this.#ownSize[node] === 32) return 8;
    }
    return 8;
  }
}

/** Cuts a text to `MAX_NAME` characters, never through the middle of one. */
export function clip(text: string): string {
  if (text.length <= MAX_NAME) return text;
  return `${text.slice(0, MAX_NAME - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
