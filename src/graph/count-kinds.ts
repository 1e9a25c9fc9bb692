import type { SnapshotTables } from '../format/heapsnapshot/snapshot-tables.ts';

/** How many nodes of one kind there are, and their shallow sizes added up in bytes. */
export interface KindCount {
  count: number;
  bytes: number;
}

/** V8's own bookkeeping grows while code warms up and is no leak; synthetic nodes are roots. */
const NOT_COUNTED = new Set(['code', 'hidden', 'object shape', 'synthetic']);

/** Types whose name tells a kind apart: a class, a function, a native class. Others' names are their values. */
const NAMED = new Set(['object', 'closure', 'native']);

const STRINGS = new Set(['string', 'concatenated string', 'sliced string']);

/** A weak table is as large as what died between two collections made it, not as what is alive. */
const WEAK_COLLECTIONS = [
  'WeakMap',
  'WeakSet',
  'FinalizationRegistry',
  'SafeWeakMap',
  'SafeWeakSet',
  'SafeFinalizationRegistry',
];

/**
 * Counts the nodes of a snapshot by kind: `object Session`, `closure handle`, `native system / JSArrayBufferData`,
 * `string`, `array`, …; V8's own bookkeeping and the tables of weak collections are left out.
 *
 * One pass over the nodes, far cheaper than a census by constructor.
 */
export function countKinds(tables: SnapshotTables): Map<string, KindCount> {
  const { header, nodeCount, nodeType, nodeName, selfSize, largeSizes, strings } = tables;
  const kindOfType = header.nodeTypes.map((type) => (STRINGS.has(type) ? 'string' : type));
  const slots = new Map<number, KindCount>();
  const isWeakTable = weakTables(tables);
  for (let node = 0; node < nodeCount; node++) {
    const type = header.nodeTypes[nodeType[node]] ?? 'unknown';
    if (NOT_COUNTED.has(type) || isWeakTable.has(node)) continue;
    const slot = NAMED.has(type) ? (nodeName[node] + 1) * 256 + nodeType[node] : nodeType[node];
    let known = slots.get(slot);
    if (!known) slots.set(slot, (known = { count: 0, bytes: 0 }));
    known.count++;
    known.bytes += largeSizes.get(node) ?? selfSize[node];
  }
  const kinds = new Map<string, KindCount>();
  for (const [slot, { count, bytes }] of slots) {
    const type = kindOfType[slot % 256] ?? 'unknown';
    const name = slot < 256 ? type : `${type} ${strings.get(Math.floor(slot / 256) - 1)}`;
    const known = kinds.get(name);
    if (known) {
      known.count += count;
      known.bytes += bytes;
    } else kinds.set(name, { count, bytes });
  }
  return kinds;
}

/** Ordinals of the tables of weak collections. */
function weakTables({
  header,
  nodeCount,
  nodeType,
  nodeName,
  strings,
  ...tables
}: SnapshotTables): Set<number> {
  const object = header.nodeTypes.indexOf('object');
  const array = header.nodeTypes.indexOf('array');
  const names = new Set(WEAK_COLLECTIONS.flatMap((name) => [...strings.indexesOf(name)]));
  const found = new Set<number>();
  for (let node = 0; node < nodeCount; node++) {
    if (nodeType[node] !== object || !names.has(nodeName[node])) continue;
    for (let edge = tables.firstEdge[node]; edge < tables.firstEdge[node + 1]; edge++) {
      const target = tables.edgeTarget[edge];
      if (nodeType[target] === array) found.add(target);
    }
  }
  return found;
}

/** The kind of one node, as {@link countKinds} names it; empty for what is not counted. */
export function kindOf({ header, nodeType, nodeName, strings }: SnapshotTables, node: number): string {
  const type = header.nodeTypes[nodeType[node]] ?? 'unknown';
  if (NOT_COUNTED.has(type)) return '';
  return NAMED.has(type) ? `${type} ${strings.get(nodeName[node])}` : STRINGS.has(type) ? 'string' : type;
}

/** V8's ids of all nodes, in ascending order. */
export function sortedIds({ nodeId }: SnapshotTables): Uint32Array {
  return nodeId.toSorted();
}
