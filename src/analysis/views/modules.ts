import type { CodePlace } from './function-places.ts';
import { NodeGroups } from './node-groups.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import { type ViewedHeap, clip } from './viewed-heap.ts';

/** What one npm package, the program itself, or Node, keeps. */
export interface ModuleRow {
  /** The package; null for the program itself. */
  readonly packageName: string | null;
  /** Whether it is Node's own JavaScript. */
  readonly isNode: boolean;
  /** Scripts of it that are loaded. */
  readonly scriptCount: number;
  readonly functionCount: number;
  /** Objects made by its classes. */
  readonly instanceCount: number;
  /**
   * Bytes its code, functions, modules, their variables and the objects of its classes retain. What several
   * packages keep together is in none of them, what one keeps for another is in both.
   */
  readonly retainedSize: number;
}

/** What `memprof analyze <file> modules` says. */
export interface ModulesView extends Rows<ModuleRow> {
  readonly view: 'modules';
  readonly totalSize: number;
}

interface Owner {
  readonly packageName: string | null;
  readonly isNode: boolean;
  readonly scripts: Set<string>;
  functionCount: number;
  instanceCount: number;
}

/** What each package keeps, most first. */
export function viewModules(heap: ViewedHeap, { limit }: ViewOptions): ModulesView {
  const collector = new OwnerCollector(heap);
  collector.addFunctions();
  collector.addModules();
  collector.addInstances();
  const { rows, rowCount } = cut(collector.groups.totals(), limit);
  return {
    view: 'modules',
    totalSize: heap.totalSize,
    rows: rows.map(({ value, retainedSize }) => ({
      packageName: value.packageName === null ? null : clip(value.packageName),
      isNode: value.isNode,
      scriptCount: value.scripts.size,
      functionCount: value.functionCount,
      instanceCount: value.instanceCount,
      retainedSize,
    })),
    rowCount,
  };
}

/** Puts nodes that belong to a package in its group. */
class OwnerCollector {
  readonly groups: NodeGroups<Owner>;
  readonly #heap: ViewedHeap;
  readonly #placeOf = new Map<string, CodePlace>();

  constructor(heap: ViewedHeap) {
    this.#heap = heap;
    this.groups = new NodeGroups(heap);
  }

  /** Functions, the contexts they run in, and their scripts. */
  addFunctions(): void {
    const heap = this.#heap;
    const { nodeCount, nodeType, nodeTypes } = heap.graph;
    for (let node = 0; node < nodeCount; node++) {
      if (nodeType[node] !== nodeTypes.closure) continue;
      const script = heap.places.scriptOf(node);
      if (script < 0) continue;
      const url = heap.places.urlOf(script);
      const owner = this.#add(node, url);
      if (!owner) continue;
      owner.functionCount++;
      this.#add(script, url);
      this.#addContexts(node, url);
    }
  }

  /** Modules of both kinds, and what CommonJS modules export. */
  addModules(): void {
    const heap = this.#heap;
    heap.eachEdge('property', 'filename', (module, filename) => {
      if (!heap.isNamed(module, 'Module')) return;
      const path = heap.graph.rawNameOf(filename);
      this.#add(module, path);
      const exported = heap.property(module, 'exports');
      if (heap.isObject(exported)) this.#add(exported, path);
    });
    heap.eachEdge('property', 'url', (module, url) => {
      if (!heap.isNamed(module, 'ModuleWrap')) return;
      const text = heap.graph.rawNameOf(url);
      this.#add(module, text);
      const record = heap.internal(module, '2');
      if (record >= 0) this.#add(record, text);
    });
  }

  /** Objects whose class stands in one of the scripts. */
  addInstances(): void {
    const heap = this.#heap;
    const { graph } = heap;
    const { constructorOf, locations } = heap.constructors;
    const urls = locations.map((location) =>
      location ? heap.places.urlOfScript(location.scriptId) : undefined,
    );
    for (let node = 0; node < graph.nodeCount; node++) {
      const url = urls[constructorOf[node]];
      if (url === undefined || graph.nodeType[node] !== graph.nodeTypes.object) continue;
      const owner = this.#add(node, url);
      if (owner) owner.instanceCount++;
    }
  }

  /** A function's context and those around it, up to that of the script. */
  #addContexts(closure: number, url: string): void {
    const heap = this.#heap;
    let context = heap.internal(closure, 'context');
    while (context >= 0 && heap.isSystem(context, 'Context')) {
      // One that is in a group has had its outer ones put there, too.
      if (!this.#add(context, url)) return;
      context = heap.internal(context, 'previous');
    }
  }

  #add(node: number, url: string): Owner | undefined {
    const place = this.#place(url);
    const key = place.isInternal ? 'node' : `package ${place.packageName ?? ''}`;
    const isNew = this.groups.add(node, key, () => ({
      packageName: place.isInternal ? null : place.packageName,
      isNode: place.isInternal,
      scripts: new Set(),
      functionCount: 0,
      instanceCount: 0,
    }));
    if (!isNew) return undefined;
    const owner = this.groups.get(key)!;
    if (url !== '') owner.scripts.add(url);
    return owner;
  }

  #place(url: string): CodePlace {
    let place = this.#placeOf.get(url);
    if (!place) this.#placeOf.set(url, (place = this.#heap.places.placeAt(0, url, 0, 0, '')));
    return place;
  }
}
