import { ANONYMOUS_SCRIPT } from '../../allocations/resolve-frames.ts';
import { byLargest } from '../../base/order.ts';
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
  /** Files of it that are loaded: as written, where a source map tells what a bundle was made from. */
  readonly scriptCount: number;
  readonly functionCount: number;
  /** Objects made by its classes. */
  readonly instanceCount: number;
  /**
   * Bytes its code, functions, modules, their variables and the objects of its classes retain. What several
   * packages keep together is in none of them, what one keeps for another is in both; but Node, which keeps every
   * module, has only what it does not keep for the others.
   */
  readonly retainedSize: number;
}

/** What `memprof analyze <file> modules` says. */
export interface ModulesView extends Rows<ModuleRow> {
  readonly view: 'modules';
  readonly totalSize: number;
  /** Bytes that none of the rows keeps alone: those of several together, and V8's own. */
  readonly unownedSize: number;
  /** Whether functions of several packages share a script, whose outermost variables are the program's then. */
  readonly isBundled: boolean;
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
  const { sizes, unownedSize } = collector.groups.nearestSizes();
  const totals = collector.groups
    .totals()
    .map((total) => (total.value.isNode ? { ...total, retainedSize: sizes.get(total.key)! } : total))
    .toSorted(
      byLargest(
        (total) => total.retainedSize,
        (total) => total.key,
      ),
    );
  const { rows, rowCount } = cut(totals, limit);
  return {
    view: 'modules',
    totalSize: heap.totalSize,
    unownedSize,
    isBundled: collector.isBundled,
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
  isBundled = false;
  readonly #heap: ViewedHeap;
  readonly #placeOfUrl = new Map<string, CodePlace>();
  /** By the node of what all closures of one function share. */
  readonly #placeOfFunction = new Map<number, CodePlace>();

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
      const ofScript = this.#atUrl(heap.places.urlOf(script));
      const place = this.#placeOf(node) ?? ofScript;
      const owner = this.#add(node, place);
      if (!owner) continue;
      owner.functionCount++;
      if (place.packageName !== null && place.packageName !== ofScript.packageName) this.isBundled = true;
      this.#add(script, ofScript);
      this.#addContexts(node, place, ofScript);
    }
  }

  /** Modules of both kinds, and what CommonJS modules export. */
  addModules(): void {
    const heap = this.#heap;
    heap.eachEdge('property', 'filename', (module, filename) => {
      if (!heap.isNamed(module, 'Module')) return;
      const place = this.#atUrl(heap.graph.rawNameOf(filename));
      this.#add(module, place);
      const exported = heap.property(module, 'exports');
      if (heap.isObject(exported)) this.#add(exported, place);
    });
    heap.eachEdge('property', 'url', (module, url) => {
      if (!heap.isNamed(module, 'ModuleWrap')) return;
      const place = this.#atUrl(heap.graph.rawNameOf(url));
      this.#add(module, place);
      const record = heap.internal(module, '2');
      if (record >= 0) this.#add(record, place);
    });
  }

  /**
   * Objects whose class stands in one of the scripts. Those of Node's classes, such as buffers and timers, are counted
   * but stay what they are: somebody else's, who uses them.
   */
  addInstances(): void {
    const heap = this.#heap;
    const { graph } = heap;
    const { constructorOf, locations } = heap.constructors;
    const places = locations.map((location) =>
      location ? heap.places.placeOfScript(location.scriptId, location.line, location.column) : null,
    );
    for (let node = 0; node < graph.nodeCount; node++) {
      const place = places[constructorOf[node]];
      if (!place || graph.nodeType[node] !== graph.nodeTypes.object) continue;
      const owner = place.isInternal ? this.groups.get(keyOf(place)) : this.#add(node, place);
      if (owner) owner.instanceCount++;
    }
  }

  /**
   * A function's context and those around it. The outermost is the script's: in a bundle, functions of several
   * packages share it.
   */
  #addContexts(closure: number, place: CodePlace, ofScript: CodePlace): void {
    const heap = this.#heap;
    let context = heap.internal(closure, 'context');
    while (context >= 0 && heap.isSystem(context, 'Context')) {
      const outer = heap.internal(context, 'previous');
      const isOutermost = outer < 0 || !heap.isSystem(outer, 'Context');
      // One that is in a group has had its outer ones put there, too.
      if (!this.#add(context, isOutermost ? ofScript : place)) return;
      context = outer;
    }
  }

  #add(node: number, place: CodePlace): Owner | undefined {
    const key = keyOf(place);
    const isNew = this.groups.add(node, key, () => ({
      packageName: place.isInternal ? null : place.packageName,
      isNode: place.isInternal,
      scripts: new Set(),
      functionCount: 0,
      instanceCount: 0,
    }));
    if (!isNew) return undefined;
    const owner = this.groups.get(key)!;
    if (place.file !== '' && place.file !== ANONYMOUS_SCRIPT) owner.scripts.add(place.file);
    return owner;
  }

  /** Where a function was written; undefined when the snapshot does not tell. */
  #placeOf(closure: number): CodePlace | undefined {
    const shared = this.#heap.internal(closure, 'shared');
    let place = this.#placeOfFunction.get(shared);
    if (!place) {
      const found = this.#heap.places.placeOfCode(closure);
      if (!found) return undefined;
      this.#placeOfFunction.set(shared, (place = found));
    }
    return place;
  }

  #atUrl(url: string): CodePlace {
    let place = this.#placeOfUrl.get(url);
    if (!place) this.#placeOfUrl.set(url, (place = this.#heap.places.placeAt(0, url, 0, 0, '')));
    return place;
  }
}

function keyOf({ isInternal, packageName }: CodePlace): string {
  return isInternal ? 'node' : `package ${packageName ?? ''}`;
}
