import { Command } from 'commander';
import { compareData } from '../analysis/compare-labels.ts';
import { type DiffResult, RESULT_SCHEMA_VERSION } from '../analysis/results.ts';
import { findSide } from './diff-side.ts';
import type { Io } from './io.ts';
import { printDiff } from './print-report.ts';
import { Progress } from './progress.ts';
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
  const changes = compareData(after, before, {
    ...options,
    withTracebacks: options.by.includes('traceback'),
    resolve: to.resolve,
  });
  return {
    schemaVersion: RESULT_SCHEMA_VERSION,
    from: from.name,
    to: to.name,
    allocations: to.source,
    ...changes,
  };
}
