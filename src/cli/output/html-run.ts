import path from 'node:path';
import { createFrameResolver, type ResolveFrame } from '../../allocations/resolve-frames.ts';
import { mapHeap } from '../../analysis/heap-map/heap-map.ts';
import type { HeapMap } from '../../analysis/heap-map/results.ts';
import type { LabelData } from '../../analysis/compare-labels.ts';
import { momentFigures } from '../../analysis/moments/moment-figures.ts';
import type { RunResult } from '../../analysis/results.ts';
import { ViewedHeap } from '../../analysis/views/viewed-heap.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';
import { readSnapshotTables } from '../../format/heapsnapshot/open.ts';
import { HeapGraph } from '../../graph/heap-graph.ts';
import { runPage } from '../../report/html/run-page.ts';
import { mergeLabel, ownCode, scriptsOf } from './build-result.ts';
import { type HtmlOptions, pageOrigin, writePage } from './html-option.ts';
import type { Io } from '../io.ts';
import { Progress } from '../progress.ts';

/** Writes the page of a run, if one is wanted; the snapshot people look into is read once more for it. */
export async function writeRunPage(
  capture: OpenCapture,
  data: readonly LabelData[],
  result: RunResult,
  options: HtmlOptions,
  io: Io,
): Promise<void> {
  if (options.html === undefined) return;
  const { settings, target } = capture.manifest;
  const resolve = createFrameResolver({ ...scriptsOf(capture), cwd: target.cwd, isOwn: ownCode(settings) });
  const merged = data.map((label) => mergeLabel(label, capture.lines));
  const figures = momentFigures(result.labels, merged, resolve);
  const heap = await mapOfRun(capture, result, resolve, new Progress(io));
  writePage(runPage(result, figures, heap, pageOrigin(io)), options, io);
}

/** The heap at the end of what the run is told by: at `end` a program has often let go of everything. */
async function mapOfRun(
  { directory }: OpenCapture,
  { labels, comparisons }: RunResult,
  resolve: ResolveFrame,
  progress: Progress,
): Promise<{ label: string; map: HeapMap } | null> {
  const told = labels.find(({ name, snapshot }) => name === comparisons[0]?.to && snapshot !== null);
  const label = told ?? labels.findLast(({ snapshot }) => snapshot !== null);
  if (label === undefined || label.snapshot === null) return null;
  progress.show(`looking into the heap at ${label.name}`, 0.5);
  const map = await readHeapMap(path.join(directory, label.snapshot), resolve);
  progress.clear();
  return { label: label.name, map };
}

/** Reads a snapshot and cuts it to what a page shows. @throws MemprofError `BAD_FILE`. */
export async function readHeapMap(file: string, resolve: ResolveFrame): Promise<HeapMap> {
  const tables = await readSnapshotTables(file);
  // Before the graph moves sizes to owners.
  const ownSize = tables.selfSize.slice();
  return mapHeap(new ViewedHeap(new HeapGraph(tables), ownSize, { resolve }));
}
