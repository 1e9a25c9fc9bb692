import path from 'node:path';
import { createFrameResolver } from '../allocations/resolve-frames.ts';
import { type LabelData, compareLabels } from '../analysis/compare-labels.ts';
import { type AllocationSource, RESULT_SCHEMA_VERSION, type RunResult } from '../analysis/results.ts';
import { AGENT_FOLDER } from '../capture/launch.ts';
import type { CaptureSettings } from '../capture/manifest.ts';
import type { OpenCapture } from '../capture/open-capture.ts';
import { SourceMaps } from '../sourcemap/source-maps.ts';
import type { ReportOptions } from './report-options.ts';

/**
 * Works out everything a run has to say.
 *
 * @param data - For each label of the capture, what it left behind.
 */
export function buildResult(
  capture: OpenCapture,
  data: readonly LabelData[],
  options: ReportOptions,
  cwd: string,
): RunResult {
  const { manifest, directory, memory } = capture;
  const { script, args, node, exitCode, signal } = manifest.target;
  const resolve = createFrameResolver({
    sourceMaps: new SourceMaps(capture.scripts),
    cwd: manifest.target.cwd,
    isOwn: ownCode(manifest.settings),
  });
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    target: { script, args, node, exitCode, signal },
    captureDirectory: path.relative(cwd, directory) || '.',
    allocations: sourceOf(manifest.settings),
    labels: manifest.labels,
    memory,
    comparisons: compareLabels(manifest.labels, data, {
      ...options,
      withTracebacks: options.by.includes('traceback'),
      resolve,
    }),
    buffers: manifest.buffers,
    ignoredMarks: manifest.ignoredMarks,
    notes: manifest.notes,
  };
}

/** Whether a script is memprof's own, or of the native package it takes snapshots by. */
export function ownCode({ backend }: CaptureSettings): (url: string) => boolean {
  const native = backend === 'inspector' ? null : `/node_modules/${backend}/`;
  return (url) => url.includes(AGENT_FOLDER) || (native !== null && url.includes(native));
}

/** How a capture followed allocations. */
export function sourceOf({ exact, samplingIntervalBytes }: CaptureSettings): AllocationSource {
  return exact
    ? { kind: 'exact', intervalBytes: null }
    : { kind: 'sampled', intervalBytes: samplingIntervalBytes };
}
