import { byText } from '../../base/order.ts';
import type { NodeOrdinal } from '../../graph/ids.ts';
import type { HeapFacts } from './heap-facts.ts';
import { NO_NODE } from './no-node.ts';
import { isModuleScope, scopeOfModule } from './module-scopes.ts';
import type { SourceNames } from './suspect.ts';

/** A node people know without a path to it, where retaining paths may begin. */
export interface Anchor {
  readonly node: NodeOrdinal;
  /** How far it is held to be from the GC root: the nearer one is preferred. */
  readonly cost: number;
}

const MODULE_COST = 0;
const PROCESS_COST = 4;
const GLOBAL_COST = 6;
const NODE_MODULE_COST = 16;
const ROOT_COST = 40;

/**
 * Lists what paths may begin at: the scopes of modules, `process`, the global object, the scopes of Node's own
 * modules, and the GC root. V8's shortest path to a module variable often leads through half of Node.
 *
 * @param isNew - For each node ordinal, 1 when it came while judging. A new module is no anchor: it may leak.
 * @param names - Modules of memprof's own that are in the program are no anchors either: nobody knows them.
 */
export function findAnchors(
  facts: HeapFacts,
  isNew: Uint8Array,
  names: Pick<SourceNames, 'isOwnScript'>,
): Anchor[] {
  const { graph } = facts;
  const anchors: Anchor[] = [{ node: graph.root, cost: ROOT_COST }];
  const timesRun = countByScope(facts);
  const candidates = candidateNames(facts);
  for (let node = 0; node < graph.nodeCount; node++) {
    if (isNew[node] === 1 || candidates[graph.nodeName[node]] === 0) continue;
    const cost = anchorCost(facts, node, timesRun);
    if (cost === undefined || names.isOwnScript?.(scriptOf(facts, node)) === true) continue;
    anchors.push({ node, cost });
  }
  // Of equally near ones the first is taken: by name, so that it is the same one in every run.
  const named = anchors.map((anchor) => ({ ...anchor, name: scopeName(facts, anchor.node) }));
  return named.toSorted((a, b) => a.cost - b.cost || byText(a.name, b.name) || a.node - b.node);
}

/** For each string index, 1 when nodes of that name may be anchors: most of a heap's need no closer look. */
function candidateNames({ graph }: HeapFacts): Uint8Array {
  const { strings } = graph;
  const candidates = new Uint8Array(strings.count);
  for (const name of ['system / SourceTextModule', 'system / Context', 'process', 'global', 'global / '])
    for (const index of strings.indexesOf(name)) candidates[index] = 1;
  return candidates;
}

/** The script whose scope or module it is; empty for any other node. */
function scriptOf(facts: HeapFacts, node: NodeOrdinal): string {
  const scope = facts.isContext(node) ? node : scopeOfModule(facts, node);
  return scope === NO_NODE ? '' : facts.scriptOfContext(scope);
}

function scopeName(facts: HeapFacts, node: NodeOrdinal): string {
  return facts.isContext(node) ? facts.scriptOfContext(node) : '';
}

function anchorCost(
  facts: HeapFacts,
  node: NodeOrdinal,
  timesRun: ReadonlyMap<NodeOrdinal, number>,
): number | undefined {
  const { graph } = facts;
  const { nodeTypes, nodeType } = graph;
  if (nodeType[node] === nodeTypes.hidden && facts.rawName(node) === 'system / SourceTextModule')
    return MODULE_COST;
  if (nodeType[node] !== nodeTypes.object) return undefined;
  const name = facts.rawName(node);
  if (name === 'process' && facts.target(node, '_events') !== NO_NODE) return PROCESS_COST;
  if (name.startsWith('global'))
    return facts.target(node, 'globalThis') === NO_NODE ? undefined : GLOBAL_COST;
  if (name !== 'system / Context' || !isModuleScope(facts, node)) return undefined;
  // A function run often has many contexts of one scope, and some may leak; a module's scope is run once.
  if ((timesRun.get(facts.target(node, 'scope_info')) ?? 0) > 1) return undefined;
  return facts.scriptOfContext(node).startsWith('node:') ? NODE_MODULE_COST : MODULE_COST;
}

function countByScope(facts: HeapFacts): Map<NodeOrdinal, number> {
  const { graph } = facts;
  const counts = new Map<NodeOrdinal, number>();
  for (let node = 0; node < graph.nodeCount; node++) {
    if (!facts.isContext(node)) continue;
    const scope = facts.target(node, 'scope_info');
    counts.set(scope, (counts.get(scope) ?? 0) + 1);
  }
  return counts;
}
