import { Command } from 'commander';
import { compareData } from '../analysis/compare-labels.ts';
import { type NamedSpan, spansAcross, spansOf } from '../analysis/compare-places.ts';
import { type DiffResult, RESULT_SCHEMA_VERSION } from '../analysis/results.ts';
import { type DiffSide, findSide } from './diff-side.ts';
import type { Io } from './io.ts';
import { printDiff } from './print-report.ts';
import { Progress } from './progress.ts';
import { readPlaces } from './read-places.ts';
import { type ReportOptions, addReportOptions } from './report-options.ts';

/** `memprof diff <before> <after>` */
export function diffCommand(io: Io): Command {
  const command = new Command('diff')
    .description('Compare two labels, captures, heap snapshots or heap profiles')
    .argument(
      '<before>',
      'a .heapsnapshot, .heapprofile, capture, <capture>@<label>, or label of the newest capture',
    )
    .argument('<after>', 'the same, later');
  return addReportOptions(command).action(
    async (beforeText: string, afterText: string, options: ReportOptions) => {
      printDiff(await diff(beforeText, afterText, options, io), options, io);
    },
  );
}

async function diff(
  beforeText: string,
  afterText: string,
  options: ReportOptions,
  io: Io,
): Promise<DiffResult> {
  const progress = new Progress(io);
  const [from, to] = [findSide(beforeText, io.cwd), findSide(afterText, io.cwd)];
  // One after the other: two open graphs would double the peak.
  const before = await from.read(progress, null);
  const after = await to.read(progress, before.census);
  const settings = { ...options, withTracebacks: options.by.includes('traceback'), resolve: to.resolve };
  const changes = compareData(after, before, settings, await placesBetween(from, to, progress));
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    from: from.name,
    to: to.name,
    allocations: to.source,
    ...changes,
  };
}

/** The workers and children of two labels; null when one side has none to tell. */
async function placesBetween(from: DiffSide, to: DiffSide, progress: Progress): Promise<NamedSpan[] | null> {
  if (from.label === null || to.label === null) return null;
  const later = await readPlaces(to.label.capture, progress);
  if (later === null) return null;
  if (from.label.capture.directory === to.label.capture.directory) {
    return spansOf(later.histories, from.label.index, to.label.index);
  }
  const earlier = await readPlaces(from.label.capture, progress);
  return spansAcross(later.histories, to.label.index, earlier?.histories ?? [], from.label.index);
}
