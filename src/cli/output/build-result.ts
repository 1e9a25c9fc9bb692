import path from 'node:path';
import { createFrameResolver } from '../../allocations/resolve-frames.ts';
import { type LabelData, compareLabels } from '../../analysis/compare-labels.ts';
import type { PlaceHistory, PlaceMoment } from '../../analysis/place-history.ts';
import { type AllocationSource, RESULT_SCHEMA_VERSION, type RunResult } from '../../analysis/results.ts';
import type { Suspect } from '../../analysis/leaks/suspect.ts';
import { isOwnScript } from '../../capture/own-code.ts';
import type { CaptureSettings } from '../../capture/manifest.ts';
import type { OpenCapture } from '../../capture/open-capture.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';
import { exactFinder, locateSites, siteFinder, withLineMaps } from '../reading/exact-lines.ts';
import { addSourceLines } from '../reading/source-lines.ts';
import { labelsWithPlaces, placeResults } from '../reading/place-results.ts';
import type { ReadPlaces } from '../reading/read-places.ts';
import { mergeSites } from '../../allocations/line-sites.ts';
import { mapNotes } from './map-notes.ts';
import type { ReportOptions } from './report-options.ts';

/**
 * Works out everything a run has to say.
 *
 * @param data - For each label of the capture, what it left behind.
 * @param suspects - What a series of labels makes suspect.
 * @param places - Worker threads and child processes; null when they were not followed.
 */
export function buildResult(
  capture: OpenCapture,
  data: readonly LabelData[],
  suspects: readonly Suspect[],
  options: ReportOptions,
  cwd: string,
  places: ReadPlaces | null = null,
): RunResult {
  const { manifest, directory, memory } = capture;
  const { script, args, node, exitCode, signal } = manifest.target;
  const naming = scriptsOf({ ...capture, scripts: places?.scripts ?? capture.scripts });
  const isOwn = ownCode(manifest.settings);
  const resolve = createFrameResolver({ ...naming, cwd: manifest.target.cwd, isOwn });
  const labels = labelsWithPlaces(manifest);
  const merged = data.map((label) => mergeLabel(label, capture));
  const comparisons = compareLabels(
    labels,
    merged,
    { ...options, withTracebacks: options.by.includes('traceback'), resolve },
    places?.histories.map((history) => mergeHistory(history, capture)) ?? null,
  );
  const failures = naming.sourceMaps.failures().filter(({ url }) => !isOwn(url));
  const result: RunResult = {
    schemaVersion: RESULT_SCHEMA_VERSION,
    target: { script, args, node, exitCode, signal },
    captureDirectory: path.relative(cwd, directory) || '.',
    allocations: sourceOf(manifest.settings),
    labels,
    memory,
    comparisons,
    ...(manifest.places && { places: placeResults(manifest.places) }),
    buffers: manifest.buffers,
    suspects,
    ignoredMarks: manifest.ignoredMarks,
    notes: [
      ...manifest.notes,
      ...(places?.problems ?? []).map((text) => ({ kind: 'warning' as const, text })),
      ...mapNotes(failures, manifest.target.cwd),
    ],
  };
  return capture.lines.length === 0 ? result : addSourceLines(result, manifest.target.cwd);
}

type Rewritten = Pick<OpenCapture, 'lines' | 'scripts'>;

/** Books what the arrow functions of `--lines` allocated on the functions around them. */
export function mergeLabel(label: LabelData, { lines, scripts }: Rewritten): LabelData {
  const { allocations } = label;
  const located = allocations && locateSites(allocations, lines, scripts);
  return { ...label, allocations: located && mergeSites(located, siteFinder(lines)) };
}

/** The same for a worker or child. */
export function mergeHistory(history: PlaceHistory, rewritten: Rewritten): PlaceHistory {
  if (rewritten.lines.length === 0) return history;
  const merge = <Moment extends PlaceMoment>(moment: Moment): Moment => ({
    ...moment,
    data: mergeLabel(moment.data, rewritten),
  });
  return {
    ...history,
    start: history.start && merge(history.start),
    at: history.at.map((moment) => moment && merge(moment)),
    end: history.end && merge(history.end),
    marks: history.marks.map(merge),
  };
}

/** How the frames of a capture are named. */
export function scriptsOf({ scripts, lines }: Pick<OpenCapture, 'scripts' | 'lines'>) {
  return { sourceMaps: new SourceMaps(withLineMaps(scripts, lines)), isExactLine: exactFinder(lines) };
}

/** Whether a script is memprof's own, of a loader it brought along, or of the native package it takes snapshots by. */
export function ownCode({ backend, loaderFolders }: CaptureSettings): (url: string) => boolean {
  const native = backend === 'inspector' ? null : `/node_modules/${backend}/`;
  return (url) =>
    isOwnScript(url) ||
    loaderFolders.some((folder) => url.includes(folder)) ||
    (native !== null && url.includes(native));
}

/** How a capture followed allocations. */
export function sourceOf({ exact, samplingIntervalBytes }: CaptureSettings): AllocationSource {
  return exact
    ? { kind: 'exact', intervalBytes: null }
    : { kind: 'sampled', intervalBytes: samplingIntervalBytes };
}
