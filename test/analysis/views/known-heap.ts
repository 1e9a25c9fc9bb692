import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createFrameResolver } from '../../../src/allocations/resolve-frames.ts';
import { ViewedHeap } from '../../../src/analysis/views/viewed-heap.ts';
import { readSnapshotTables } from '../../../src/format/heapsnapshot/open.ts';
import type { SnapshotSource } from '../../../src/format/heapsnapshot/open.ts';
import { HeapGraph } from '../../../src/graph/heap-graph.ts';
import { SourceMaps } from '../../../src/sourcemap/source-maps.ts';
import { start } from '../../helpers/run-memprof.ts';

/** The program whose heap the tests know. */
export const PROGRAM = fileURLToPath(new URL('program.cjs', import.meta.url));

/** Opens a snapshot as `memprof analyze` does. @param cwd - Folder that paths are shown relative to. */
export async function openHeap(source: SnapshotSource, cwd: string): Promise<ViewedHeap> {
  const tables = await readSnapshotTables(source);
  const ownSize = tables.selfSize.slice();
  const resolve = createFrameResolver({ sourceMaps: new SourceMaps([]), cwd });
  return new ViewedHeap(new HeapGraph(tables), ownSize, { resolve });
}

/** Runs the program on the Node to test with, and opens the snapshot it writes. */
export async function recordKnownHeap(): Promise<ViewedHeap> {
  const folder = mkdtempSync(path.join(tmpdir(), 'memprof-test-'));
  try {
    const file = path.join(folder, 'known.heapsnapshot');
    const { code, stderr } = await start([PROGRAM, file]);
    if (code !== 0) throw new Error(`the program failed: ${stderr}`);
    return await openHeap(file, path.dirname(PROGRAM));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
