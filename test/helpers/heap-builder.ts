import { SnapshotReader } from '../../src/format/heapsnapshot/snapshot-reader.ts';
import type { SnapshotTables } from '../../src/format/heapsnapshot/snapshot-tables.ts';
import { HeapGraph } from '../../src/graph/heap-graph.ts';

/** An edge: the name of the node it points to, or more. The default is a property of the target's name. */
export type EdgeSpec =
  string | { readonly to: string; readonly type?: string; readonly name?: string | number };

/** A node: its size, then its edges; or more. */
export type NodeSpec =
  | readonly [size: number, ...edges: EdgeSpec[]]
  | {
      readonly type?: string;
      readonly name?: string;
      readonly id?: number;
      readonly size?: number;
      readonly edges?: readonly EdgeSpec[];
      readonly detachedness?: number;
      /** Script, line and column, counted from 0 as V8 writes them. */
      readonly location?: readonly [script: number, line: number, column: number];
    };

/** Nodes by name; the first is the root. */
export type HeapSpec = Readonly<Record<string, NodeSpec>>;

const NODE_TYPES = ['hidden', 'array', 'string', 'object', 'code', 'closure', 'regexp', 'number', 'native', 'synthetic',
  'concatenated string', 'sliced string', 'symbol', 'bigint', 'object shape']; // prettier-ignore
const EDGE_TYPES = ['context', 'element', 'property', 'internal', 'hidden', 'shortcut', 'weak'];

/** The keys of V8's header that hold names. */
export const META = {
  node_fields: ['type', 'name', 'id', 'self_size', 'edge_count', 'trace_node_id', 'detachedness'],
  node_types: [NODE_TYPES, 'string', 'number', 'number', 'number', 'number', 'number'],
  edge_fields: ['type', 'name_or_index', 'to_node'],
  edge_types: [EDGE_TYPES, 'string_or_number', 'node'],
  trace_function_info_fields: ['function_id', 'name', 'script_name', 'script_id', 'line', 'column'],
  trace_node_fields: ['id', 'function_info_index', 'count', 'size', 'children'],
  sample_fields: ['timestamp_us', 'last_assigned_id'],
  location_fields: ['object_index', 'script_id', 'line', 'column'],
};

/** A drawn heap as the object a `.heapsnapshot` is. */
export function snapshotObject(spec: HeapSpec) {
  const strings: string[] = [];
  const stringIndex = (text: string) => {
    if (!strings.includes(text)) strings.push(text);
    return strings.indexOf(text);
  };
  const names = Object.keys(spec);
  const nodes: number[] = [];
  const edges: number[] = [];
  const locations: number[] = [];
  names.forEach((key, ordinal) => {
    const node = normalise(spec[key]!);
    const { type = ordinal === 0 ? 'synthetic' : 'object', name = key, id = ordinal * 2 + 1 } = node;
    const size = node.size ?? 0;
    const list = node.edges ?? [];
    nodes.push(NODE_TYPES.indexOf(type), stringIndex(name), id, size, list.length, 0, node.detachedness ?? 0);
    if (node.location) locations.push(ordinal * 7, ...node.location);
    for (const edge of list) {
      const {
        to,
        type: edgeType = 'property',
        name: edgeName = to,
      } = typeof edge === 'string' ? { to: edge } : edge;
      const label = typeof edgeName === 'number' ? edgeName : stringIndex(edgeName);
      edges.push(EDGE_TYPES.indexOf(edgeType), label, names.indexOf(to) * 7);
    }
  });
  const counts = { node_count: nodes.length / 7, edge_count: edges.length / 3, trace_function_count: 0 };
  const snapshot: Record<string, unknown> = { meta: META, ...counts };
  return {
    snapshot,
    nodes,
    edges,
    trace_function_infos: [],
    trace_tree: [],
    samples: [],
    locations,
    strings,
  };
}

function normalise(spec: NodeSpec) {
  if (!('length' in spec)) return spec;
  const [size, ...edges] = spec;
  return { size, edges };
}

/** A drawn heap as the text of a `.heapsnapshot`. */
export function snapshotText(spec: HeapSpec): string {
  return JSON.stringify(snapshotObject(spec));
}

/** Reads the text of a `.heapsnapshot`, in chunks that end at the given places. */
export function readText(text: string | Uint8Array, cuts: readonly number[] = []): SnapshotTables {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const reader = new SnapshotReader({ sourceName: 'test.heapsnapshot' });
  let start = 0;
  for (const cut of [...cuts.toSorted((a, b) => a - b), bytes.length]) {
    reader.push(bytes.subarray(start, cut));
    start = cut;
  }
  return reader.end();
}

/** The graph of a heap given as V8's flat tables of five numbers a node: for heaps too large to draw. */
export function graphOfTables(nodes: readonly number[], edges: readonly number[]): HeapGraph {
  const meta = { ...META, node_fields: META.node_fields.slice(0, 5) };
  const snapshot = { meta, node_count: nodes.length / 5, edge_count: edges.length / 3 };
  return new HeapGraph(readText(JSON.stringify({ snapshot, nodes, edges, strings: ['name'] })));
}

/** The graph of a drawn heap; it went through the text of a real `.heapsnapshot`. */
export function graphOf(spec: HeapSpec): HeapGraph {
  return new HeapGraph(readText(snapshotText(spec)));
}

/** `value` of each node by its name in the drawing. */
export function byName<T>(spec: HeapSpec, value: (ordinal: number) => T): Record<string, T> {
  return Object.fromEntries(Object.keys(spec).map((name, ordinal) => [name, value(ordinal)]));
}
