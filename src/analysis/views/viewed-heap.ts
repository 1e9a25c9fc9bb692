import type { ResolveFrame } from '../../allocations/resolve-frames.ts';
import type { ConstructorTable } from '../../graph/constructor-table.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import { displayName } from '../../graph/node-names.ts';
import { RetainingPaths } from '../../graph/retaining-paths.ts';
import { FunctionPlaces } from './function-places.ts';
import { HeapReader } from './heap-reader.ts';

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
export class ViewedHeap extends HeapReader {
  readonly places: FunctionPlaces;
  #constructors: ConstructorTable | undefined;
  #globals: ReadonlySet<number> | undefined;
  #paths: RetainingPaths | undefined;

  /** @param ownSize - As for `HeapReader`. */
  constructor(graph: HeapGraph, ownSize: Uint32Array, { resolve }: ViewedHeapOptions = {}) {
    super(graph, ownSize);
    this.places = new FunctionPlaces(this, resolve);
  }

  /** All bytes of the heap, array buffers included. */
  get totalSize(): number {
    return this.graph.retainedSize[this.graph.root];
  }

  /** Constructors, numbered, and each node's. */
  get constructors(): ConstructorTable {
    return (this.#constructors ??= this.graph.constructorTable());
  }

  /** Shortest retaining paths that do not go through memprof's own functions in the program. */
  get paths(): RetainingPaths {
    return (this.#paths ??= this.#findPaths());
  }

  /** Name of a node's constructor. */
  constructorName(node: number): string {
    const { names, constructorOf } = this.constructors;
    return names[constructorOf[node]];
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
      node === root ||
      type === nodeTypes.synthetic ||
      type === nodeTypes.hidden ||
      this.globals.has(node) ||
      // V8 15 no longer writes it as a hidden node.
      (type === nodeTypes.native && this.isSystem(node, 'NativeContext'))
    );
  }

  /** Whether the node is what Node keeps all ES modules in: the whole program hangs off it. */
  isModuleTable(node: number): boolean {
    if (!this.isNamed(node, 'ModuleLoader') && !this.isNamed(node, 'LoadCache')) return false;
    const location = this.constructors.locations[this.constructors.constructorOf[node]];
    return (
      location !== undefined &&
      this.places.placeOfScript(location.scriptId, location.line, location.column)?.isInternal === true
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

  #findPaths(): RetainingPaths {
    const { nodeCount, nodeType, nodeTypes } = this.graph;
    const own: number[] = [];
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] === nodeTypes.closure && this.places.isMemprof(node)) own.push(node);
    }
    return own.length === 0 ? this.graph.retainingPaths : new RetainingPaths(this.graph, own);
  }

  /** V8's nodes for the contexts; `system / NativeContext / <URL>` in a browser. */
  #nativeContexts(): number[] {
    const { nodeCount, nodeType, nodeTypes } = this.graph;
    const found: number[] = [];
    for (let node = 0; node < nodeCount; node++) {
      const type = nodeType[node];
      const isText = type === nodeTypes.string || type === nodeTypes.concatenatedString;
      if (!isText && this.isSystem(node, 'NativeContext')) found.push(node);
    }
    return found;
  }
}

/** Cuts a text to `MAX_NAME` characters, never through the middle of one. */
export function clip(text: string): string {
  if (text.length <= MAX_NAME) return text;
  return `${text.slice(0, MAX_NAME - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
