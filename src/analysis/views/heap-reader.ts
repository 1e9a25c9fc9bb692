import type { HeapGraph } from '../../graph/heap-graph.ts';
import { NameSet } from '../../graph/name-set.ts';
import { NOT_ESSENTIAL } from '../../graph/nodes-and-edges.ts';

/** Reads objects out of a graph by the names of their properties and of V8's own fields. */
export class HeapReader {
  readonly graph: HeapGraph;
  readonly #ownSize: Uint32Array;
  readonly #names = new Map<string, NameSet>();
  #taggedSize: number | undefined;
  /** For each string index, 0 not looked at, 1 not a whole number, 2 one. */
  readonly #isNumber: Uint8Array;

  /**
   * @param ownSize - For each node ordinal, its size as V8 wrote it: copied from the tables before `graph` took
   *   them over.
   */
  constructor(graph: HeapGraph, ownSize: Uint32Array) {
    this.graph = graph;
    this.#ownSize = ownSize;
    this.#isNumber = new Uint8Array(graph.strings.count);
  }

  /** Bytes of a pointer in V8's heap: 8 in Node, 4 where pointers are compressed, as in Chrome. */
  get taggedSize(): number {
    return (this.#taggedSize ??= this.#findTaggedSize());
  }

  /** A node's own size in bytes, that of elements and tables it owns not included. */
  ownSizeOf(node: number): number {
    return this.graph.tables.largeSizes.get(node) ?? this.#ownSize[node];
  }

  /** The string indexes of a well-known name; kept, for the first look costs a pass over the strings. */
  named(name: string): NameSet {
    let set = this.#names.get(name);
    if (set === undefined) this.#names.set(name, (set = new NameSet(this.graph.strings, name)));
    return set;
  }

  /** Whether the string at this index is a whole number, as V8 calls the slots of its arrays. */
  isNumber(name: number): boolean {
    if (this.#isNumber[name] === 0) this.#isNumber[name] = /^\d+$/.test(this.graph.strings.get(name)) ? 2 : 1;
    return this.#isNumber[name] === 2;
  }

  /** True when V8 wrote this name for the node. */
  isNamed(node: number, name: string): boolean {
    return this.named(name).has(this.graph.nodeName[node]);
  }

  /** True for what V8 calls `system / <kind>`; from V8 15 on what it belongs to follows, as in `system / Context / …`. */
  isSystem(node: number, kind: string): boolean {
    const name = this.graph.nodeName[node];
    const full = `system / ${kind}`;
    if (this.named(full).has(name)) return true;
    const { strings } = this.graph;
    // Most names are told apart by their length and one byte.
    return (
      strings.rawLength(name) >= full.length + 3 &&
      strings.rawByteAt(name, 9) === full.charCodeAt(9) &&
      strings.get(name).startsWith(`${full} / `)
    );
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

  /** Whether the node is an object, a function or another thing a program handles, rather than `undefined`. */
  isObject(node: number): boolean {
    const { nodeType, nodeTypes } = this.graph;
    return node >= 0 && (nodeType[node] === nodeTypes.object || nodeType[node] === nodeTypes.closure);
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
