import { Command } from 'commander';
import { compareData } from '../analysis/compare-labels.ts';
import { MAIN_PLACE, type NamedSpan, spansAcross, spansOf } from '../analysis/compare-places.ts';
import { MemprofError } from '../base/errors.ts';
import { type DiffResult, RESULT_SCHEMA_VERSION } from '../analysis/results.ts';
import type { LabelData } from '../analysis/label-data.ts';
import { type HeapSource, acrossSource, placeSource } from '../analysis/moments/heap-sources.ts';
import { type MomentLabel, momentFigures } from '../analysis/moments/moment-figures.ts';
import { topHolder } from '../report/top-holder.ts';
import { diffPage } from '../report/html/diff-page.ts';
import { shellWord } from '../report/shell.ts';
import { type DiffSide, findSide } from './reading/diff-side.ts';
import {
  type HtmlOptions,
  addHtmlOptions,
  checkHtmlOptions,
  pageOrigin,
  writePage,
} from './output/html-option.ts';
import { type HeapChoice, readHeapMaps } from './output/read-heap-maps.ts';
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
  const after = await to.read(progress, areOfOneProcess(from, to) ? before.census : null);
  checkComparable(from, before, to, after);
  const settings = { ...options, withTracebacks: options.by.includes('traceback'), resolve: to.resolve };
  const places = await placesBetween(from, to, progress);
  const changes = compareData(after, before, settings, places && places.spans);
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
    [sideLabel(from, before), sideLabel(to, after)],
    [before, after],
    to.resolve,
    () => places?.sources ?? [],
  );
  // An id of a worker's heap would be another object's in the main program's.
  const owner = topHolder(changes.owners.filter(({ place }) => (place ?? MAIN_PLACE) === MAIN_PLACE));
  const wanted = changes.constructor.slice(0, MOST_WANTED).map(({ constructorName }) => constructorName);
  const heaps = await readHeapMaps(
    [...heapOf(from, false, []), ...heapOf(to, true, owner === null ? [] : [owner.id])],
    new Set(wanted),
    progress,
  );
  writePage(diffPage(result, figures, heaps, pageOrigin(io)), options, io);
}

/** False for labels of two captures: their ids coincide and mean nothing. Bare files are taken for one program's. */
function areOfOneProcess(from: DiffSide, to: DiffSide): boolean {
  return to.label === null || to.label.capture.directory === from.label?.capture.directory;
}

/** @throws MemprofError `BAD_USAGE` when one side has only what the other lacks. */
function checkComparable(from: DiffSide, before: LabelData, to: DiffSide, after: LabelData): void {
  const haveSnapshots = before.census !== null && after.census !== null;
  const haveProfiles = before.allocations !== null && after.allocations !== null;
  if (haveSnapshots || haveProfiles) return;
  throw new MemprofError(
    'BAD_USAGE',
    `${from.name} and ${to.name} have nothing to compare: give two heap snapshots, or two heap profiles.`,
  );
}

const MOST_WANTED = 40;

/** The heap of a side, to look into; none without a snapshot. */
function heapOf(side: DiffSide, isStart: boolean, askedIds: readonly number[]): HeapChoice[] {
  const { name, snapshotFile: file, resolve } = side;
  return file === null
    ? []
    : [{ label: name, place: null, file, resolve, analyze: shellWord(name), isStart, askedIds }];
}

/** What is known of a side at its label; of a bare snapshot, its heap is all that was in use. */
function sideLabel({ name, label }: DiffSide, { census }: LabelData): MomentLabel {
  const recorded = label?.capture.manifest.labels[label.index]?.memory;
  return { givenName: name, memory: recorded ?? { heapUsedBytes: census?.totalSize ?? 0 } };
}

/** The workers and children of two labels, as a comparison wants them and as a page does. */
interface PlacesBetween {
  readonly spans: NamedSpan[];
  readonly sources: HeapSource[];
}

/** The workers and children of two labels; null when one side has none to tell. */
async function placesBetween(
  from: DiffSide,
  to: DiffSide,
  progress: Progress,
): Promise<PlacesBetween | null> {
  if (from.label === null || to.label === null) return null;
  const later = await readPlaces(to.label.capture, progress);
  if (later === null) return null;
  const labels = [from.label.index, to.label.index] as const;
  if (from.label.capture.directory === to.label.capture.directory) {
    return {
      spans: spansOf(later.histories, ...labels),
      sources: later.histories.map((history) => placeSource(history, labels)),
    };
  }
  const earlier = (await readPlaces(from.label.capture, progress))?.histories ?? [];
  return {
    spans: spansAcross(later.histories, labels[1], earlier, labels[0]),
    sources: later.histories.map((history) =>
      acrossSource(
        history,
        labels[1],
        earlier.find(({ place }) => place === history.place),
        labels[0],
      ),
    ),
  };
}
