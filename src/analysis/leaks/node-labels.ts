import type { NodeOrdinal } from '../../graph/ids.ts';
import { displayName } from '../../graph/node-names.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import { isAnonymous, isModuleScope, scopeOfModule } from './module-scopes.ts';

/** Objects with more properties than this are named by their class alone. */
const MAX_PROPERTIES_SHOWN = 12;

/** What people call the objects of a program: `module agent.ts`, `function handle`, `{role, content}`, `Map`. */
export class NodeLabels {
  readonly #facts: HeapFacts;

  constructor(facts: HeapFacts) {
    this.#facts = facts;
  }

  /** Name of a node. Texts of strings are never shown: they are the program's data. */
  of(node: NodeOrdinal): string {
    const facts = this.#facts;
    const { nodeType, nodeTypes } = facts.graph;
    const raw = facts.rawName(node);
    switch (nodeType[node]) {
      case nodeTypes.closure:
        return functionLabel(raw);
      case nodeTypes.object:
        return this.#objectLabel(node, raw);
      case nodeTypes.hidden:
        if (raw === 'system / SourceTextModule') return `module ${baseName(this.#moduleFile(node))}`;
        return raw === 'system / JSProxy' ? 'Proxy' : raw.replace(/^system \/ /, '');
      case nodeTypes.native:
      case nodeTypes.synthetic:
        return raw === '' ? '(root)' : raw;
      default:
        return `(${facts.graph.typeOf(node)})`;
    }
  }

  #objectLabel(node: NodeOrdinal, raw: string): string {
    if (raw === 'system / Context') return this.scope(node);
    if (raw.startsWith('global')) return 'global';
    if (this.#facts.target(node, '<symbol node:contextify:context>') !== NO_NODE) return 'vm context';
    if (isSuspended(this.#facts, node)) return `suspended ${this.of(this.#facts.target(node, 'function'))}`;
    if (raw !== 'Object') return this.className(node) ?? raw;
    const { firstEdge } = this.#facts.graph;
    if (firstEdge[node + 1] - firstEdge[node] > MAX_PROPERTIES_SHOWN) return 'Object';
    const shown = displayName(this.#facts.graph, node);
    return shown === '{}' ? 'Object' : shown;
  }

  /** Name of the function an object's prototype names as its constructor; V8 may have named a base class. */
  className(node: NodeOrdinal): string | undefined {
    const constructor = this.classOf(node);
    const name = constructor === NO_NODE ? '' : this.#facts.rawName(constructor);
    return isAnonymous(name) ? undefined : name;
  }

  /** The class of an object; `NO_NODE` for plain objects and what has none. */
  classOf(node: NodeOrdinal): NodeOrdinal {
    const facts = this.#facts;
    if (facts.graph.nodeType[node] !== facts.graph.nodeTypes.object) return NO_NODE;
    const prototype = facts.target(node, '__proto__');
    const constructor = prototype === NO_NODE ? NO_NODE : facts.target(prototype, 'constructor');
    return constructor !== NO_NODE && facts.isClosure(constructor) ? constructor : NO_NODE;
  }

  /** Name of what a context belongs to: `module agent.ts`, or `function handle`. */
  scope(context: NodeOrdinal): string {
    const facts = this.#facts;
    if (isModuleScope(facts, context)) return `module ${baseName(facts.scriptOfContext(context))}`;
    const shared = facts.functionOfContext(context);
    return shared === NO_NODE
      ? `a function in ${baseName(facts.scriptOfContext(context))}`
      : functionLabel(facts.rawName(shared));
  }

  #moduleFile(module: NodeOrdinal): string {
    const scope = scopeOfModule(this.#facts, module);
    return scope === NO_NODE ? '' : this.#facts.scriptOfContext(scope);
  }
}

/** True for what holds the variables of a function that waits: a generator or an async function. */
export function isSuspended(facts: HeapFacts, node: NodeOrdinal): boolean {
  return facts.target(node, 'parameters_and_registers') !== NO_NODE;
}

/** Last part of a path or URL; the whole name of Node's own modules. */
export function baseName(file: string): string {
  if (file.startsWith('node:')) return file;
  return file.split(/[?#]/)[0].split(/[\\/]/).at(-1) || '(unknown)';
}

function functionLabel(raw: string): string {
  if (raw === 'native_bind') return 'bound function';
  return isAnonymous(raw) ? 'function (anonymous)' : `function ${raw}`;
}
