import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { MemprofError } from '../base/errors.ts';
import { unreachable } from '../base/assert.ts';
import type { RunResult } from '../analysis/results.ts';
import { renderJson } from '../report/json.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { renderRunReport } from '../report/terminal/run-report.ts';
import type { Io } from './io.ts';
import { DEFAULT_LIMIT, type ReportOptions } from './report-options.ts';

/** Prints a result in the wanted format, to `--output` or to a stream. */
export function printReport(
  result: RunResult,
  options: ReportOptions,
  io: Io,
  stream: 'stdout' | 'stderr',
): void {
  const { output } = options;
  if (output === undefined) {
    io[stream].write(render(result, options, io, stream === 'stdout' ? io.stdoutColor : io.stderrColor));
    return;
  }
  const file = path.resolve(io.cwd, output);
  try {
    writeFileSync(file, render(result, options, io, false));
  } catch (error) {
    throw new MemprofError(
      'WRITE_FAILED',
      `The report could not be written to ${file}: ${(error as Error).message}. The capture is kept: \`memprof report ${result.captureDirectory}\` prints it.`,
      { cause: error },
    );
  }
}

function render(result: RunResult, options: ReportOptions, io: Io, color: boolean): string {
  const { format, by, allPairs } = options;
  const limit = options.limit ?? DEFAULT_LIMIT;
  switch (format) {
    case 'json':
      return renderJson(result, options.limit ?? Infinity);
    case 'markdown':
      return renderMarkdown(result, { by, limit, allPairs });
    case 'terminal':
      return renderRunReport(result, { by, limit, allPairs, color, width: io.width });
    default:
      return unreachable(format);
  }
}
