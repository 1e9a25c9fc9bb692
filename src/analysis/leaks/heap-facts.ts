import type { ConstructorLocation } from '../../graph/constructor-table.ts';
import type { HeapGraph } from '../../graph/heap-graph.ts';
import type { EdgeIndex, NodeOrdinal } from '../../graph/ids.ts';
import { NameSet } from '../../graph/name-set.ts';
import { NO_NODE } from './no-node.ts';
import { relateFunctions } from './related-functions.ts';

/** Small questions about nodes and edges that naming and judging ask again and again. */
export class HeapFacts {
  readonly graph: HeapGraph;
  /** The number of the node type `object shape`; 255 when the snapshot has none. */
  readonly objectShape: number;
  readonly #contextName: NameSet;
  readonly #debuggers: NameSet;
  /** For each node ordinal, the row of its location plus 1; 0 when it has none. */
  readonly #locationRow: Uint32Array;
  /** See {@link relateFunctions}. */
  readonly #related: Uint32Array;

  /** Takes a pass over the nodes and 8 bytes a node. */
  constructor(graph: HeapGraph) {
    this.graph = graph;
    this.#contextName = new NameSet(graph.strings, 'system / Context');
    this.#debuggers = new NameSet(graph.strings, 'system / PromiseOnStack');
    const shape = graph.header.nodeTypes.indexOf('object shape');
    this.objectShape = shape < 0 ? 255 : shape;
    const { node, count } = graph.tables.locations;
    this.#locationRow = new Uint32Array(graph.nodeCount);
    for (let row = 0; row < count; row++) this.#locationRow[node[row]] = row + 1;
    this.#related = relateFunctions(graph, (from, name) => this.target(from, name));
  }

  /** The node an edge called `name` leads to, of any type but weak; `NO_NODE` when there is none. */
  target(node: NodeOrdinal, name: string | number): NodeOrdinal {
    const edge = this.edge(node, name);
    return edge < 0 ? NO_NODE : this.graph.edgeTarget[edge];
  }

  /** The edge called `name`, of any type but weak; -1 when there is none. */
  edge(node: NodeOrdinal, name: string | number): EdgeIndex {
    const { graph } = this;
    const wanted = typeof name === 'number' ? [name] : this.#nameIndexes(name);
    const isNumber = typeof name === 'number';
    for (let edge = graph.firstEdge[node]; edge < graph.firstEdge[node + 1]; edge++) {
      const type = this.edgeKind(edge);
      if (type === graph.edgeTypes.weak) continue;
      const isNumbered = type === graph.edgeTypes.element || type === graph.edgeTypes.hidden;
      if (isNumbered === isNumber && wanted.includes(graph.edgeName[edge])) return edge;
    }
    return -1;
  }

  readonly #indexesOf = new Map<string, readonly number[]>();

  #nameIndexes(name: string): readonly number[] {
    let indexes = this.#indexesOf.get(name);
    if (!indexes) this.#indexesOf.set(name, (indexes = this.graph.strings.indexesOf(name)));
    return indexes;
  }

  /** The edge's type number, without the mark for edges that keep nothing alive. */
  edgeKind(edge: EdgeIndex): number {
    return this.graph.edgeType[edge] & 0x7f;
  }

  /**
   * True for code and object shapes: V8's own, which grow while code warms up and are no leak. Also for the list of
   * promises that V8 of Node 20 makes for a debugger, weakly, and does not shorten.
   */
  isBookkeeping(node: NodeOrdinal): boolean {
    const { nodeType, nodeTypes, nodeName } = this.graph;
    const type = nodeType[node];
    return type === nodeTypes.code || type === this.objectShape || this.#debuggers.has(nodeName[node]);
  }

  /** V8's name of the node. */
  rawName(node: NodeOrdinal): string {
    return this.graph.strings.get(this.graph.nodeName[node]);
  }

  isContext(node: NodeOrdinal): boolean {
    const { nodeType, nodeTypes, nodeName } = this.graph;
    return nodeType[node] === nodeTypes.object && this.#contextName.has(nodeName[node]);
  }

  isClosure(node: NodeOrdinal): boolean {
    return this.graph.nodeType[node] === this.graph.nodeTypes.closure;
  }

  /** Where a function, or the class of an object, stands in generated code; undefined when V8 does not say. */
  location(node: NodeOrdinal): ConstructorLocation | undefined {
    const row = this.#locationRow[node];
    if (row === 0) return undefined;
    const { scriptId, line, column } = this.graph.tables.locations;
    return { scriptId: scriptId[row - 1], line: line[row - 1], column: column[row - 1] };
  }

  /** Name of a script by its number, as far as the snapshot tells; '' for others. */
  scriptById(scriptId: number): string {
    if (!this.#scriptNames) {
      this.#scriptNames = new Map();
      const { node, scriptId: ids, count } = this.graph.tables.locations;
      for (let row = 0; row < count; row++)
        if (this.isClosure(node[row]) && !this.#scriptNames.has(ids[row]))
          this.#scriptNames.set(ids[row], this.scriptName(node[row]));
    }
    return this.#scriptNames.get(scriptId) ?? '';
  }

  #scriptNames: Map<number, string> | undefined;

  /** A closure created in the scope `context` stands for. */
  closureIn(context: NodeOrdinal): NodeOrdinal {
    return this.#related[context];
  }

  /** The function (V8's shared part) whose call created the context; `NO_NODE` when it is not in memory. */
  functionOfContext(context: NodeOrdinal): NodeOrdinal {
    const scope = this.target(context, 'scope_info');
    return scope === NO_NODE ? NO_NODE : this.#related[scope];
  }

  /** True when no other context in memory is of the same scope: as far as one can see its function ran once. */
  isOnlyContext(context: NodeOrdinal): boolean {
    const scope = this.target(context, 'scope_info');
    return scope !== NO_NODE && this.#contextsOf().get(scope) === 1;
  }

  /** How many contexts there are of each scope. */
  #contextsOf(): ReadonlyMap<NodeOrdinal, number> {
    if (this.#contextCounts) return this.#contextCounts;
    const counts = (this.#contextCounts = new Map<NodeOrdinal, number>());
    for (let node = 0 as NodeOrdinal; node < this.graph.nodeCount; node++) {
      if (!this.isContext(node)) continue;
      const scope = this.target(node, 'scope_info');
      counts.set(scope, (counts.get(scope) ?? 0) + 1);
    }
    return counts;
  }

  #contextCounts: Map<NodeOrdinal, number> | undefined;

  /** A closure of the function whose call created the context. */
  closureOfContext(context: NodeOrdinal): NodeOrdinal {
    const shared = this.functionOfContext(context);
    return shared === NO_NODE ? NO_NODE : this.#related[shared];
  }

  /** Name of the script a closure, or a function's shared part, was compiled from: a URL or a path; '' unknown. */
  scriptName(node: NodeOrdinal): string {
    const shared = this.isClosure(node) ? this.target(node, 'shared') : node;
    if (shared === NO_NODE) return '';
    let script = this.target(shared, 'script');
    if (script === NO_NODE) script = this.target(shared, 'script_or_debug_info');
    return script === NO_NODE ? '' : this.rawName(script);
  }

  /** Name of the script a context's function was compiled from. */
  scriptOfContext(context: NodeOrdinal): string {
    const closure = this.closureIn(context);
    if (closure !== NO_NODE) return this.scriptName(closure);
    const shared = this.functionOfContext(context);
    return shared === NO_NODE ? '' : this.scriptName(shared);
  }
}
