import { Command } from 'commander';
import { compareData } from '../analysis/compare-labels.ts';
import { type NamedSpan, spansAcross, spansOf } from '../analysis/compare-places.ts';
import { type DiffResult, RESULT_SCHEMA_VERSION } from '../analysis/results.ts';
import { momentFigures } from '../analysis/moments/moment-figures.ts';
import { diffPage } from '../report/html/diff-page.ts';
import { type DiffSide, findSide } from './reading/diff-side.ts';
import {
  type HtmlOptions,
  addHtmlOptions,
  checkHtmlOptions,
  pageOrigin,
  writePage,
} from './output/html-option.ts';
import { readHeapMap } from './output/html-run.ts';
import type { Io } from './io.ts';
import { printDiff } from './output/print-report.ts';
import { Progress } from './progress.ts';
import { readPlaces } from './reading/read-places.ts';
import { type ReportOptions, addReportOptions } from './output/report-options.ts';

/** `memprof diff <before> <after>` */
export function diffCommand(io: Io): Command {
  const command = new Command('diff')
    .description('Compare two labels, captures, heap snapshots or heap profiles')
    .argument(
      '<before>',
      'a .heapsnapshot, .heapprofile, capture, <capture>@<label>, or label of the newest capture',
    )
    .argument('<after>', 'the same, later');
  addHtmlOptions(addReportOptions(command));
  return command.action(
    async (beforeText: string, afterText: string, options: ReportOptions & HtmlOptions) => {
      checkHtmlOptions(options, io);
      await diff(findSide(beforeText, io.cwd), findSide(afterText, io.cwd), options, io);
    },
  );
}

async function diff(
  from: DiffSide,
  to: DiffSide,
  options: ReportOptions & HtmlOptions,
  io: Io,
): Promise<void> {
  const progress = new Progress(io);
  // One after the other: two open graphs would double the peak.
  const before = await from.read(progress, null);
  const after = await to.read(progress, before.census);
  const settings = { ...options, withTracebacks: options.by.includes('traceback'), resolve: to.resolve };
  const changes = compareData(after, before, settings, await placesBetween(from, to, progress));
  const result: DiffResult = {
    schemaVersion: RESULT_SCHEMA_VERSION,
    from: from.name,
    to: to.name,
    allocations: to.source,
    ...changes,
  };
  printDiff(result, options, io);
  if (options.html === undefined) return;
  const figures = momentFigures(
    [{ givenName: from.name }, { givenName: to.name }],
    [before, after],
    to.resolve,
  );
  const map = to.snapshotFile === null ? null : await readHeapMap(to.snapshotFile, to.resolve);
  const heap = map && { label: to.name, map };
  writePage(diffPage(result, figures, heap, pageOrigin(io)), options, io);
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
