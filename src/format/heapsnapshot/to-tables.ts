import type { EdgeColumns } from './edge-columns.ts';
import { resized } from './growth.ts';
import type { SnapshotHeader } from './header.ts';
import type { NodeColumns } from './node-columns.ts';
import type { NumberList } from './number-list.ts';
import type { Place } from './place.ts';
import type { SnapshotTables, SourceLocations, TraceFunctions } from './snapshot-tables.ts';
import type { StringTable } from './string-table.ts';
import type { TraceTree } from './trace-tree.ts';

/** Everything the reader has gathered. */
export interface Gathered {
  readonly header: SnapshotHeader;
  readonly nodes: NodeColumns;
  readonly edges: EdgeColumns;
  readonly strings: StringTable;
  readonly locations: NumberList;
  readonly samples: NumberList;
  readonly functions: NumberList;
  readonly traceTree: TraceTree | undefined;
  /** Whether other threads are to see the tables. */
  readonly isShared: boolean;
}

/** Checks the parts against each other, so that no later step meets an index that points nowhere. */
export function toTables(place: Place, gathered: Gathered): SnapshotTables {
  const { header, nodes, edges, strings } = gathered;
  const { nodeCount, edgeCount } = header;
  if (nodes.count !== nodeCount)
    place.fail(`has ${nodes.count} of the ${nodeCount} nodes its header announces`);
  if (edges.count !== edgeCount)
    place.fail(`has ${edges.count} of the ${edgeCount} edges its header announces`);
  const claimed = nodes.firstEdge[nodeCount];
  if (claimed !== edgeCount) place.fail(`has ${edgeCount} edges, but its nodes claim ${claimed}`);
  const highestName = Math.max(nodes.highestName, edges.highestName);
  if (highestName >= strings.count) {
    place.fail(
      `refers to string ${highestName}, but holds ${strings.count} strings: it was probably cut off`,
    );
  }
  return {
    header,
    nodeCount,
    edgeCount,
    nodeType: resized(nodes.type, nodeCount),
    nodeName: resized(nodes.name, nodeCount),
    nodeId: resized(nodes.id, nodeCount),
    selfSize: resized(nodes.selfSize, nodeCount),
    largeSizes: nodes.largeSizes,
    firstEdge: resized(nodes.firstEdge, nodeCount + 1),
    detachedness: nodes.detachedness && resized(nodes.detachedness, nodeCount),
    traceNodeId: nodes.traceNodeId && resized(nodes.traceNodeId, nodeCount),
    edgeType: resized(edges.type, edgeCount),
    edgeName: resized(edges.name, edgeCount),
    edgeTarget: resized(edges.target, edgeCount),
    strings,
    locations: toLocations(place, header, gathered.locations, gathered.isShared),
    ...toTraces(place, gathered),
    samples: gathered.samples.toArray(),
  };
}

function toLocations(
  place: Place,
  header: SnapshotHeader,
  list: NumberList,
  isShared: boolean,
): SourceLocations {
  const fields = header.locationFields;
  const column = (field: string) => list.column(fields.indexOf(field), fields.length, isShared);
  const node = column('object_index');
  for (let row = 0; row < node.length; row++) {
    const ordinal = node[row] / header.nodeFields.length;
    if (ordinal % 1 !== 0 || ordinal >= header.nodeCount) {
      place.fail(`location ${row} belongs to ${node[row]}, where no node begins`);
    }
    node[row] = ordinal;
  }
  // V8 counts a script's lines and columns from 0.
  const oneBased = (field: string) => {
    const values = column(field);
    for (let row = 0; row < values.length; row++) values[row]++;
    return values;
  };
  return {
    count: node.length,
    node,
    scriptId: column('script_id'),
    line: oneBased('line'),
    column: oneBased('column'),
  };
}

function toTraces(
  place: Place,
  { header, strings, functions, traceTree }: Gathered,
): Pick<SnapshotTables, 'traceFunctions' | 'traceTree'> {
  if (functions.length === 0) return { traceFunctions: undefined, traceTree: undefined };
  const fields = header.traceFunctionInfoFields;
  const column = (field: string) => functions.column(fields.indexOf(field), fields.length);
  const traceFunctions: TraceFunctions = {
    count: functions.length / fields.length,
    functionId: column('function_id'),
    name: column('name'),
    scriptName: column('script_name'),
    scriptId: column('script_id'),
    line: column('line'),
    column: column('column'),
  };
  const pointsNowhere = (index: number) => index >= strings.count;
  if (traceFunctions.name.some(pointsNowhere) || traceFunctions.scriptName.some(pointsNowhere)) {
    place.fail('a function of "trace_function_infos" has a name that is not among the strings');
  }
  if (traceTree?.functionIndex.some((index) => index >= traceFunctions.count)) {
    place.fail('a call of "trace_tree" has a function that is not among the trace functions');
  }
  return { traceFunctions, traceTree };
}
