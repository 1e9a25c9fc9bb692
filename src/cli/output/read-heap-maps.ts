import type { ResolveFrame } from '../../allocations/resolve-frames.ts';
import { mapHeap } from '../../analysis/heap-map/heap-map.ts';
import { SMALL_MAP, WHOLE_MAP } from '../../analysis/heap-map/map-settings.ts';
import { ViewedHeap } from '../../analysis/views/viewed-heap.ts';
import { readSnapshotTables } from '../../format/heapsnapshot/open.ts';
import { HeapGraph } from '../../graph/heap-graph.ts';
import type { NamedHeap } from '../../report/html/page-data.ts';
import type { Progress } from '../progress.ts';

/** A snapshot to look into, and what the page calls it by. */
export interface HeapChoice extends Omit<NamedHeap, 'map'> {
  readonly file: string;
  /** V8's ids of objects that are asked for. */
  readonly askedIds?: readonly number[];
  /** Each worker and child numbers its scripts for itself. */
  readonly resolve: ResolveFrame;
}

/**
 * Reads snapshots and cuts them to what a page shows.
 *
 * @param wanted - Constructors that are told of however little they retain.
 * @throws MemprofError `BAD_FILE`.
 */
export async function readHeapMaps(
  choices: readonly HeapChoice[],
  wanted: ReadonlySet<string>,
  progress: Progress,
): Promise<NamedHeap[]> {
  const heaps: NamedHeap[] = [];
  // One after the other: two open graphs would double the peak.
  for (const [i, { file, resolve, askedIds = [], ...heap }] of choices.entries()) {
    progress.show(`looking into the heap at ${heap.label}`, i / choices.length);
    const tables = await readSnapshotTables(file);
    // Before the graph moves sizes to owners.
    const ownSize = tables.selfSize.slice();
    const viewed = new ViewedHeap(new HeapGraph(tables), ownSize, { resolve });
    heaps.push({
      ...heap,
      map: mapHeap(viewed, { ...(heap.isStart ? WHOLE_MAP : SMALL_MAP), wanted, askedIds }),
    });
  }
  progress.clear();
  return heaps;
}
