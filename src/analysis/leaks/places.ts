import type { NodeOrdinal } from '../../graph/ids.ts';
import { type HeapFacts, NO_NODE } from './heap-facts.ts';
import { isSuspended, NodeLabels } from './node-labels.ts';
import type { SourceNames, SourcePlace } from './suspect.ts';

/** Where the code behind nodes stands in the user's source. */
export class Places {
  readonly #facts: HeapFacts;
  readonly #names: SourceNames;
  readonly #labels: NodeLabels;

  constructor(facts: HeapFacts, names: SourceNames) {
    this.#facts = facts;
    this.#names = names;
    this.#labels = new NodeLabels(facts);
  }

  /** Place of a function, of an object's class, or of a scope's function; null when there is none to name. */
  of(node: NodeOrdinal): SourcePlace | null {
    const facts = this.#facts;
    if (facts.isContext(node)) return this.#ofScope(node);
    if (isSuspended(facts, node)) return this.of(facts.target(node, 'function'));
    const bound = facts.target(node, 'bound_function');
    if (bound !== NO_NODE) return this.of(bound);
    if (facts.rawName(node) === 'system / SourceTextModule') return this.#ofModule(node);
    return this.#locate(node) ?? this.#ofClass(node);
  }

  /** Files of code that stands next to an object: its class, and functions among its properties. */
  filesAt(node: NodeOrdinal): string[] {
    const { graph } = this.#facts;
    const files = new Set<string>();
    const add = (place: SourcePlace | null) => place && files.add(place.file);
    add(this.of(node));
    const end = Math.min(graph.firstEdge[node + 1], graph.firstEdge[node] + MAX_EDGES);
    for (let edge = graph.firstEdge[node]; edge < end; edge++) {
      const isOwn = this.#facts.edgeKind(edge) === graph.edgeTypes.property;
      const target = graph.edgeTarget[edge];
      if (isOwn && this.#facts.isClosure(target) && files.size < MAX_FILES) add(this.#locate(target));
    }
    return [...files];
  }

  /** The declaration of a module's variable, where its file tells it; the place of its owner otherwise. */
  ofVariable(variable: string | null, owner: SourcePlace | null): SourcePlace | null {
    if (variable === null || owner === null) return owner;
    return this.#names.declarationOf?.(owner.file, variable) ?? owner;
  }

  #ofClass(node: NodeOrdinal): SourcePlace | null {
    const constructor = this.#labels.classOf(node);
    return constructor === NO_NODE ? null : this.#locate(constructor);
  }

  #ofScope(context: NodeOrdinal): SourcePlace | null {
    const facts = this.#facts;
    const own = facts.closureOfContext(context);
    const inner = facts.closureIn(context);
    if (!facts.isModuleScope(context) && own !== NO_NODE) return this.#locate(own);
    const place = inner === NO_NODE ? null : this.#locate(inner);
    // Of a module only the file is known for certain.
    return place && facts.isModuleScope(context) ? { file: place.file, line: 1, column: 1 } : place;
  }

  #ofModule(module: NodeOrdinal): SourcePlace | null {
    const scope = this.#facts.scopeOfModule(module);
    return scope === NO_NODE ? null : this.#ofScope(scope);
  }

  #locate(node: NodeOrdinal): SourcePlace | null {
    const at = this.#facts.location(node);
    return at ? this.#names.locate(at.scriptId, at.line, at.column) : null;
  }
}

const MAX_EDGES = 64;
const MAX_FILES = 4;
