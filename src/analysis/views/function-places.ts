import type { ResolveFrame } from '../../allocations/resolve-frames.ts';
import type { HeapReader } from './heap-reader.ts';

/** Where a function or a class was written. */
export interface CodePlace {
  /** A path or URL; for people when it was resolved. Empty where V8 does not tell. */
  readonly file: string;
  /** 1-based; null where V8 does not tell. */
  readonly line: number | null;
  readonly column: number | null;
  /** npm package, or null. */
  readonly packageName: string | null;
  /** Whether it is part of Node or V8. */
  readonly isInternal: boolean;
  /** Whether it is memprof's own code in the program. */
  readonly isMemprof: boolean;
}

/** A function of the program. */
export interface FunctionRef {
  /** `(anonymous)` for one without a name. */
  readonly functionName: string;
  /** Null for V8's builtins. */
  readonly place: CodePlace | null;
}

/** From V8 15 on a script is called `system / Script / <URL>`. */
const SCRIPT_PREFIX = /^system \/ Script \/ /;

/** Looks up where functions were written. */
export class FunctionPlaces {
  readonly #heap: HeapReader;
  readonly #resolve: ResolveFrame | undefined;
  /** For each node ordinal, its row in the table of locations, plus 1. */
  #rowOf: Uint32Array | undefined;
  #urlOfScript: Map<number, string> | undefined;
  readonly #isMemprofScript = new Map<number, boolean>();

  constructor(heap: HeapReader, resolve: ResolveFrame | undefined) {
    this.#heap = heap;
    this.#resolve = resolve;
  }

  /** Name and place of a closure; of a bound function, those of the function it calls. */
  describe(closure: number): FunctionRef {
    const heap = this.#heap;
    const target = this.#unbound(closure);
    const script = this.scriptOf(target);
    const ownName = heap.graph.rawNameOf(target);
    if (script < 0) return { functionName: ownName || this.#builtinName(target), place: null };
    const functionName = ownName || '(anonymous)';
    const place =
      this.#located(target, script, functionName) ?? this.placeAt(0, this.urlOf(script), 0, 0, functionName);
    return { functionName, place };
  }

  /** Where the code of a closure itself was written; undefined for builtins, and where V8 does not tell. */
  placeOfCode(closure: number): CodePlace | undefined {
    const script = this.scriptOf(closure);
    return script < 0 ? undefined : this.#located(closure, script, this.#heap.graph.rawNameOf(closure));
  }

  #located(closure: number, script: number, functionName: string): CodePlace | undefined {
    const row = this.#rows()[closure] - 1;
    if (row < 0) return undefined;
    const { scriptId, line, column } = this.#heap.graph.tables.locations;
    return this.placeAt(scriptId[row], this.urlOf(script), line[row], column[row], functionName);
  }

  /** The node of the script a closure was written in; -1 for builtins. */
  scriptOf(closure: number): number {
    const heap = this.#heap;
    const shared = heap.internal(closure, 'shared');
    if (shared < 0) return -1;
    const script = heap.internal(shared, 'script');
    const found = script >= 0 ? script : heap.internal(shared, 'script_or_debug_info');
    return found >= 0 && heap.graph.nodeType[found] === heap.graph.nodeTypes.code ? found : -1;
  }

  /** Whether a closure is one of memprof's own, in the agent it puts into the program. */
  isMemprof(closure: number): boolean {
    const script = this.scriptOf(closure);
    if (script < 0) return false;
    let isOwn = this.#isMemprofScript.get(script);
    if (isOwn === undefined) {
      isOwn = this.placeAt(0, this.urlOf(script), 0, 0, '').isMemprof;
      this.#isMemprofScript.set(script, isOwn);
    }
    return isOwn;
  }

  /** URL or path of a script's node. */
  urlOf(script: number): string {
    return this.#heap.graph.rawNameOf(script).replace(SCRIPT_PREFIX, '');
  }

  /** URL or path of the script with a number; undefined when no function of that script is left. */
  urlOfScript(scriptId: number): string | undefined {
    return this.#scripts().get(scriptId);
  }

  /** The place of a class, from the number of its script; null when no function of that script is left. */
  placeOfScript(scriptId: number, line: number, column: number): CodePlace | null {
    const url = this.urlOfScript(scriptId);
    return url === undefined ? null : this.placeAt(scriptId, url, line, column, '');
  }

  /** The place at a position, in the source it was written in where that is known. */
  placeAt(scriptId: number, url: string, line: number, column: number, functionName: string): CodePlace {
    const isInternal = url.startsWith('node:');
    const known = { line: line || null, column: column || null };
    if (!this.#resolve) return { file: url, ...known, packageName: null, isInternal, isMemprof: false };
    const frame = this.#resolve({ functionName, scriptId: String(scriptId), url, line, column });
    return {
      file: frame.file,
      line: frame.line || null,
      column: frame.column || null,
      packageName: frame.packageName ?? null,
      isInternal: isInternal || frame.kind === 'node' || frame.kind === 'v8',
      isMemprof: frame.kind === 'memprof',
    };
  }

  /** `once()` and `bind()` wrap the function that was passed. */
  #unbound(closure: number): number {
    const heap = this.#heap;
    let target = closure;
    for (let steps = 0; steps < 4; steps++) {
      const listener = heap.property(target, 'listener');
      const next = listener >= 0 ? listener : heap.internal(target, 'bound_function');
      if (next < 0 || heap.graph.nodeType[next] !== heap.graph.nodeTypes.closure) break;
      target = next;
    }
    return target;
  }

  /** V8 names the code of its own functions: `(PromiseCapabilityDefaultResolve builtin code)`. */
  #builtinName(closure: number): string {
    const code = this.#heap.internal(closure, 'code');
    const name = code < 0 ? undefined : /^\((\w+) builtin/.exec(this.#heap.graph.rawNameOf(code))?.[1];
    return name === undefined || name === 'CompileLazy' ? '(anonymous)' : `${name} (V8)`;
  }

  #rows(): Uint32Array {
    if (!this.#rowOf) {
      const { graph } = this.#heap;
      const { count, node } = graph.tables.locations;
      this.#rowOf = new Uint32Array(graph.nodeCount);
      for (let row = 0; row < count; row++) this.#rowOf[node[row]] = row + 1;
    }
    return this.#rowOf;
  }

  /** Locations tell a script's number, functions its URL: those of functions tell which belongs to which. */
  #scripts(): Map<number, string> {
    if (!this.#urlOfScript) {
      const { graph } = this.#heap;
      const { count, node, scriptId } = graph.tables.locations;
      this.#urlOfScript = new Map();
      for (let row = 0; row < count; row++) {
        if (graph.nodeType[node[row]] !== graph.nodeTypes.closure || this.#urlOfScript.has(scriptId[row]))
          continue;
        const script = this.scriptOf(node[row]);
        if (script >= 0) this.#urlOfScript.set(scriptId[row], this.urlOf(script));
      }
    }
    return this.#urlOfScript;
  }
}
