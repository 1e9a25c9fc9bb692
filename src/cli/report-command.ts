import path from 'node:path';
import { Command } from 'commander';
import { openCapture } from '../capture/open-capture.ts';
import { buildResult } from './output/build-result.ts';
import {
  type HtmlOptions,
  addHtmlLabelOption,
  addHtmlOptions,
  checkHtmlOptions,
} from './output/html-option.ts';
import { writeRunPage } from './output/html-run.ts';
import type { Io } from './io.ts';
import { printReport } from './output/print-report.ts';
import { Progress } from './progress.ts';
import { readLabels } from './reading/read-capture.ts';
import { readPlaces } from './reading/read-places.ts';
import { findRunSuspects } from './reading/run-suspects.ts';
import { type ReportOptions, addReportOptions } from './output/report-options.ts';

/** `memprof report <capture>` */
export function reportCommand(io: Io): Command {
  const command = new Command('report')
    .description('Print the report of an earlier run again')
    .argument('<capture>', 'a capture directory; `memprof list` shows them');
  addHtmlLabelOption(addHtmlOptions(addReportOptions(command)));
  return command.action(async (directory: string, options: ReportOptions & HtmlOptions) => {
    checkHtmlOptions(options, io);
    const capture = openCapture(path.resolve(io.cwd, directory));
    const data = await readLabels(capture, capture.manifest.labels, new Progress(io));
    const places = await readPlaces(capture, new Progress(io));
    const suspects = await findRunSuspects(capture, data, places);
    const result = buildResult(capture, data, suspects, options, io.cwd, places);
    printReport(result, options, io, 'stdout');
    await writeRunPage(capture, data, result, options, io, places);
  });
}
