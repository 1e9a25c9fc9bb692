import type { NodeOrdinal } from '../../graph/ids.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import { ELEMENT_HOP } from './hop-numbers.ts';
import type { KeepingTree } from './keeping-tree.ts';
import type { Hop, KeptPath } from './kept-path.ts';
import { isSuspended, NodeLabels } from './node-labels.ts';

/** How one object refers to the next, in people's terms. */
export interface Reference {
  readonly kind:
    'property' | 'element' | 'entry' | 'weak-entry' | 'variable' | 'local' | 'export' | 'import' | 'internal';
  /** Name of the property or variable; an index or key where it tells something; `*` for any of many. */
  readonly name: string;
  /** For a variable, the module or function it is declared in. */
  readonly scope?: string;
}

/** A node of a path that people know, with the internal hops after it folded into one reference. */
export interface Step {
  readonly node: NodeOrdinal;
  readonly label: string;
  /** The reference to the next step; null at the end. */
  readonly reference: Reference | null;
  readonly links: number;
  /** True for what has a place in the source: a function, a module, an instance of a class written in JavaScript. */
  readonly isPlace: boolean;
  /** True from the first object of the pile-up on. */
  readonly isPiledUp: boolean;
}

/** Turns a path into steps: V8's stores, scopes between functions and cells are folded away. */
export function toSteps(facts: HeapFacts, tree: KeepingTree, { hops, pileAt }: KeptPath): Step[] {
  const labels = new NodeLabels(facts);
  const visible = hops.map((_, at) => at).filter((at) => at === pileAt || isVisible(facts, hops, at));
  return visible.map((at, place) => {
    const next = visible[place + 1];
    return {
      node: hops[at].node,
      label: labels.of(hops[at].node),
      reference: next === undefined ? null : referenceBetween(facts, tree, hops.slice(at, next + 1)),
      links: hops[at].links,
      isPlace: hasPlace(facts, labels, hops[at].node),
      isPiledUp: at >= pileAt,
    };
  });
}

/** Whether a node is a function or an instance of a class that has a place in the source, other than Node's. */
export function isPlace(facts: HeapFacts, node: NodeOrdinal): boolean {
  return !facts.isContext(node) && hasPlace(facts, new NodeLabels(facts), node);
}

function isOneOfMany({ group }: Hop): boolean {
  return group.newCount + group.oldCount > 1;
}

function hasPlace(facts: HeapFacts, labels: NodeLabels, node: NodeOrdinal): boolean {
  if (facts.isContext(node)) return true;
  const location = facts.location(node);
  if (location) return !isNodes(facts.scriptById(location.scriptId));
  const constructor = labels.classOf(node);
  return constructor !== NO_NODE && !isNodes(facts.scriptName(constructor));
}

function isNodes(scriptName: string): boolean {
  return scriptName === '' || scriptName.startsWith('node:');
}

function isVisible(facts: HeapFacts, hops: readonly Hop[], at: number): boolean {
  const { node } = hops[at];
  const { nodeType, nodeTypes } = facts.graph;
  const type = nodeType[node];
  if (facts.isBookkeeping(node) || type === nodeTypes.array) return false;
  if (type === nodeTypes.synthetic) {
    const next = hops[at + 1];
    return !next || nodeType[next.node] !== nodeTypes.synthetic;
  }
  if (type === nodeTypes.hidden) return /Module$|PromiseReaction|JSProxy|WeakCell/.test(facts.rawName(node));
  if (at === 0 || !facts.isContext(node)) return true;
  const before = hops[at - 1].node;
  return !facts.isClosure(before) && !facts.isContext(before) && !isSuspended(facts, before);
}

/** The one name for a run of hops whose first and last nodes are shown. */
function referenceBetween(facts: HeapFacts, tree: KeepingTree, run: readonly Hop[]): Reference {
  const { graph } = facts;
  const { edgeTypes, nodeTypes, nodeType } = graph;
  const from = run[0].node;
  const last = run.at(-1)!;
  if (nodeType[from] === nodeTypes.synthetic) return { kind: 'internal', name: '' };
  const edges = run.slice(1).map(({ edge }) => edge);
  const kindOf = (edge: number) => facts.edgeKind(edge);
  const isMany = run.slice(1).some(({ group }) => group.hop === ELEMENT_HOP);
  const variable = edges.findLast((edge) => kindOf(edge) === edgeTypes.context);
  if (variable !== undefined) {
    const scope = new NodeLabels(facts).scope(tree.parent[graph.edgeTarget[variable]]);
    return { kind: 'variable', name: String(graph.edgeNameOf(variable)), scope };
  }
  const property = edges.find((edge) => kindOf(edge) === edgeTypes.property);
  if (property !== undefined)
    return isMany
      ? { kind: 'element', name: '*' }
      : { kind: 'property', name: String(graph.edgeNameOf(property)) };
  if (graph.weakMapEdgeNames.has(graph.edgeName[last.edge]) && kindOf(last.edge) === edgeTypes.internal)
    return { kind: 'weak-entry', name: weakMapName(facts, tree, graph.edgeName[last.edge]) };
  if (nodeType[from] === nodeTypes.hidden && facts.rawName(from) === 'system / SourceTextModule')
    return moduleReference(facts, run);
  if (isSuspended(facts, from)) return { kind: 'local', name: '' };
  const isTable = edges.length === 2 && nodeType[run[1].node] === nodeTypes.array;
  if (isTable) {
    const key = isOneOfMany(last)
      ? undefined
      : keyOf(facts, run[1].node, Number(graph.edgeNameOf(last.edge)));
    return { kind: 'entry', name: key ?? '*' };
  }
  const only = edges[0];
  if (edges.length === 1 && kindOf(only) === edgeTypes.element)
    return { kind: 'element', name: isOneOfMany(last) ? '*' : String(graph.edgeNameOf(only)) };
  return { kind: 'internal', name: String(graph.edgeNameOf(only)) };
}

/** What a module exports it keeps in cells; the table before them has each name just before its cell. */
function moduleReference(facts: HeapFacts, run: readonly Hop[]): Reference {
  const { graph } = facts;
  const [, table, cell] = run;
  if (graph.edgeName[table.edge] !== 0 || !cell) return { kind: 'import', name: '' };
  const key = facts.target(table.node, String(Number(graph.edgeNameOf(cell.edge)) - 1));
  return { kind: 'export', name: key === NO_NODE ? '' : facts.rawName(key) };
}

/** The key of a Map's entry, when it is a short string: V8 puts it just before the value. */
function keyOf(facts: HeapFacts, table: NodeOrdinal, index: number): string | undefined {
  const key = facts.target(table, String(index - 1));
  if (key === NO_NODE || facts.graph.nodeType[key] !== facts.graph.nodeTypes.string) return undefined;
  const text = facts.rawName(key);
  return text.length > 0 && text.length <= 40 ? text : undefined;
}

/** The name a WeakMap goes by, from an edge that keeps one of its values. */
function weakMapName(facts: HeapFacts, tree: KeepingTree, edgeName: number): string {
  const { graph } = facts;
  const table = graph.ordinalOf(graph.weakMapEdgeNames.tableId(edgeName));
  const map = table === undefined ? NO_NODE : tree.parent[table];
  if (map === NO_NODE || tree.parent[map] === NO_NODE) return '';
  const edge = tree.edge[map];
  const kind = facts.edgeKind(edge);
  return kind === graph.edgeTypes.context || kind === graph.edgeTypes.property
    ? String(graph.edgeNameOf(edge))
    : '';
}
