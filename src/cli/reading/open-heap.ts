import { FunctionPlaces } from '../../analysis/views/function-places.ts';
import { HeapReader } from '../../analysis/views/heap-reader.ts';
import { readSnapshotTables, type SnapshotSource } from '../../format/heapsnapshot/open.ts';
import { Heap } from '../../graph/heap.ts';
import { HeapGraph } from '../../graph/heap-graph.ts';
import { findSnapshot, sourceResolver } from './analyze-file.ts';

/** Opens a snapshot as a `Heap` that knows where classes were written; see `readHeapSnapshot`. */
export async function openHeap(source: SnapshotSource, cwd: string): Promise<Heap> {
  const { source: input, resolve } =
    typeof source === 'string' ? findSnapshot(source, cwd) : { source, resolve: sourceResolver([], cwd) };
  const tables = await readSnapshotTables(input);
  const graph = new HeapGraph(tables);
  const places = new FunctionPlaces(new HeapReader(graph, tables.selfSize), resolve);
  return new Heap(graph, ({ scriptId, line, column }) => {
    const place = places.placeOfScript(scriptId, line, column);
    if (place === null || place.file === '') return undefined;
    return { file: place.file, line: place.line ?? line, column: place.column ?? column };
  });
}
