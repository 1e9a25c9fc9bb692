import type { ProfileFrame } from '../format/heapprofile/tables.ts';
import type { TraceTables } from '../format/heapprofile/trace-tree.ts';
import type { SnapshotTables } from '../format/heapsnapshot/snapshot-tables.ts';
import type { AllocationProfile } from './profile.ts';
import { type LiveByTrace, profileFromTraces } from './tracked.ts';

/**
 * Live allocations of a snapshot that was taken while V8 tracked them all: each object of the snapshot, with
 * its shallow size, at the place that made it.
 *
 * @returns Null when allocations were not tracked. Call it before a graph takes the tables over.
 */
export function profileFromSnapshot(tables: SnapshotTables): AllocationProfile | null {
  const traces = tracesOf(tables);
  return traces === null ? null : profileFromTraces(traces, liveByTrace(tables));
}

function tracesOf({ traceTree, traceFunctions, strings }: SnapshotTables): TraceTables | null {
  if (traceTree === undefined || traceFunctions === undefined) return null;
  const { count, name, scriptName, scriptId, line, column } = traceFunctions;
  const frames: ProfileFrame[] = Array.from({ length: count }, (_, i) => ({
    functionName: strings.get(name[i]!),
    url: strings.get(scriptName[i]!),
    scriptId: String(scriptId[i]!),
    line: line[i]!,
    column: column[i]!,
  }));
  const { id, functionIndex, parent, size, count: counts } = traceTree;
  return {
    frames,
    frameOf: functionIndex,
    // The root is its own caller there, and has none here.
    parentOf: Int32Array.from(parent, (row, i) => (row === i ? -1 : row)),
    idOf: id,
    sizeOf: Float64Array.from(size),
    countOf: Float64Array.from(counts),
  };
}

/** What V8 makes of code while it runs is not what the program allocates. */
const BOOKKEEPING = new Set(['code', 'object shape']);

function liveByTrace({
  header,
  nodeCount,
  nodeType,
  selfSize,
  largeSizes,
  traceNodeId,
}: SnapshotTables): LiveByTrace {
  const isOwn = header.nodeTypes.map((type) => !BOOKKEEPING.has(type));
  const sizeOf: number[] = [];
  const countOf: number[] = [];
  for (let node = 0; node < nodeCount; node++) {
    const trace = traceNodeId?.[node] ?? 0;
    const size = largeSizes.get(node) ?? selfSize[node]!;
    if (trace === 0 || size === 0 || isOwn[nodeType[node]!] === false) continue;
    sizeOf[trace] = (sizeOf[trace] ?? 0) + size;
    countOf[trace] = (countOf[trace] ?? 0) + 1;
  }
  return { sizeOf, countOf };
}
