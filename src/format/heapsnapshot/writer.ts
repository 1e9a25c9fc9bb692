import type { SnapshotTables } from './snapshot-tables.ts';
import { traceTreeText } from './trace-tree-text.ts';

/** Rows put together before they are handed out: some hundred KB of text. */
const ROWS_PER_CHUNK = 8192;

/**
 * Writes tables as `.heapsnapshot` text, in V8's layout, a piece at a time; reading it gives equal tables.
 *
 * Node and edge fields that nobody knows, and keys beside V8's own, are not kept by the tables: they come out as
 * 0, and not at all.
 */
export function* writeSnapshot(tables: SnapshotTables): Generator<Uint8Array> {
  const { header, nodeCount, edgeCount, locations, traceFunctions, traceTree } = tables;
  // trace_function_count stays what V8 wrote: Node 26 announces more functions than it then lists.
  const snapshot = { ...header.raw, node_count: nodeCount, edge_count: edgeCount };
  yield text(`{"snapshot":${JSON.stringify(snapshot)},\n"nodes":[`);
  yield* rows(nodeCount, nodeRow(tables));
  yield text(']');
  yield* section('edges', edgeCount, edgeRow(tables));
  yield* section('trace_function_infos', traceFunctions?.count ?? 0, traceFunctionRow(tables));
  yield text(',\n"trace_tree":[');
  if (traceTree) yield* traceTreeText(traceTree, header.traceNodeFields);
  yield text(']');
  yield* section('samples', tables.samples.length, (row) => [tables.samples[row]]);
  yield* section('locations', locations.count, locationRow(tables));
  yield* stringRows(tables);
  yield text(']}\n');
}

type Row = (row: number) => readonly number[];

function nodeRow(tables: SnapshotTables): Row {
  const { selfSize, largeSizes, firstEdge } = tables;
  const fields: Record<string, (node: number) => number> = {
    type: (node) => tables.nodeType[node],
    name: (node) => tables.nodeName[node],
    id: (node) => tables.nodeId[node],
    self_size: (node) => largeSizes.get(node) ?? selfSize[node],
    edge_count: (node) => firstEdge[node + 1] - firstEdge[node],
    detachedness: (node) => tables.detachedness?.[node] ?? 0,
    trace_node_id: (node) => tables.traceNodeId?.[node] ?? 0,
  };
  return pick(tables.header.nodeFields, fields);
}

function edgeRow(tables: SnapshotTables): Row {
  const stride = tables.header.nodeFields.length;
  return pick(tables.header.edgeFields, {
    type: (edge) => tables.edgeType[edge],
    name_or_index: (edge) => tables.edgeName[edge],
    to_node: (edge) => tables.edgeTarget[edge] * stride,
  });
}

function traceFunctionRow({ header, traceFunctions }: SnapshotTables): Row {
  if (!traceFunctions) return () => [];
  return pick(header.traceFunctionInfoFields, {
    function_id: (row) => traceFunctions.functionId[row],
    name: (row) => traceFunctions.name[row],
    script_name: (row) => traceFunctions.scriptName[row],
    script_id: (row) => traceFunctions.scriptId[row],
    line: (row) => traceFunctions.line[row],
    column: (row) => traceFunctions.column[row],
  });
}

function locationRow({ header, locations }: SnapshotTables): Row {
  const stride = header.nodeFields.length;
  return pick(header.locationFields, {
    object_index: (row) => locations.node[row] * stride,
    script_id: (row) => locations.scriptId[row],
    line: (row) => locations.line[row] - 1,
    column: (row) => locations.column[row] - 1,
  });
}

function pick(fields: readonly string[], values: Record<string, (row: number) => number>): Row {
  const getters = fields.map((field) => values[field] ?? (() => 0));
  return (row) => getters.map((get) => get(row));
}

function* section(key: string, count: number, row: Row): Generator<Uint8Array> {
  yield text(`,\n"${key}":[`);
  yield* rows(count, row);
  yield text(']');
}

function* rows(count: number, row: Row): Generator<Uint8Array> {
  for (let start = 0; start < count; start += ROWS_PER_CHUNK) {
    const lines: string[] = [];
    for (let at = start; at < Math.min(count, start + ROWS_PER_CHUNK); at++) lines.push(row(at).join(','));
    yield text((start > 0 ? '\n,' : '') + lines.join('\n,'));
  }
}

/** Strings are kept as JSON text: they go out as they came in. */
function* stringRows({ strings }: SnapshotTables): Generator<Uint8Array> {
  yield text(',\n"strings":[');
  for (let start = 0; start < strings.count; start += ROWS_PER_CHUNK) {
    const parts: Uint8Array[] = [];
    for (let index = start; index < Math.min(strings.count, start + ROWS_PER_CHUNK); index++) {
      parts.push(text(index > 0 ? ',\n"' : '"'), strings.rawBytes(index), text('"'));
    }
    yield Buffer.concat(parts);
  }
}

function text(value: string): Uint8Array {
  return Buffer.from(value);
}
