import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { unreachable } from '../../base/assert.ts';
import { MemprofError } from '../../base/errors.ts';
import type { DiffResult, RunResult } from '../../analysis/results.ts';
import { renderDiffJson, renderRunJson } from '../../report/json.ts';
import { renderDiffMarkdown, renderRunMarkdown } from '../../report/markdown.ts';
import { renderDiffReport } from '../../report/terminal/diff-report.ts';
import { renderRunReport } from '../../report/terminal/run-report.ts';
import type { TerminalOptions } from '../../report/terminal/style.ts';
import type { Io } from '../io.ts';
import { DEFAULT_LIMIT, type ReportOptions } from './report-options.ts';

/** Prints a run's result in the wanted format, to `--output` or to a stream. */
export function printReport(
  result: RunResult,
  options: ReportOptions,
  io: Io,
  stream: 'stdout' | 'stderr',
): void {
  const { by, allPairs, format, cumulative } = options;
  const limit = options.limit ?? DEFAULT_LIMIT;
  const onlyChanged = options.sort !== 'size';
  const isFiltered = options.include.length + options.exclude.length > 0;
  const advice = `The capture is kept: \`memprof report ${result.captureDirectory}\` prints it.`;
  print(options, io, stream, advice, (terminal) => {
    switch (format) {
      case 'json':
        return renderRunJson(result, options.limit ?? Infinity);
      case 'markdown':
        return renderRunMarkdown(result, { by, limit, allPairs, onlyChanged, cumulative, isFiltered });
      case 'terminal':
        return renderRunReport(result, {
          by,
          limit,
          allPairs,
          onlyChanged,
          cumulative,
          isFiltered,
          ...terminal,
        });
      default:
        return unreachable(format);
    }
  });
}

/** Prints a comparison in the wanted format, to `--output` or to stdout. */
export function printDiff(result: DiffResult, options: ReportOptions, io: Io): void {
  const { by, format, cumulative } = options;
  const limit = options.limit ?? DEFAULT_LIMIT;
  const onlyChanged = options.sort !== 'size';
  const isFiltered = options.include.length + options.exclude.length > 0;
  print(options, io, 'stdout', 'Choose another file.', (terminal) => {
    switch (format) {
      case 'json':
        return renderDiffJson(result, options.limit ?? Infinity);
      case 'markdown':
        return renderDiffMarkdown(result, { by, limit, onlyChanged, cumulative, isFiltered });
      case 'terminal':
        return renderDiffReport(result, { by, limit, onlyChanged, cumulative, isFiltered, ...terminal });
      default:
        return unreachable(format);
    }
  });
}

/**
 * Writes text to `--output` or to a stream.
 *
 * @param advice - What to do when the file cannot be written.
 * @throws MemprofError `WRITE_FAILED`.
 */
export function print(
  { output }: Pick<ReportOptions, 'output'>,
  io: Io,
  stream: 'stdout' | 'stderr',
  advice: string,
  render: (terminal: TerminalOptions) => string,
): void {
  const { width } = io;
  if (output === undefined) {
    io[stream].write(render({ width, color: stream === 'stdout' ? io.stdoutColor : io.stderrColor }));
    return;
  }
  const file = path.resolve(io.cwd, output);
  try {
    writeFileSync(file, render({ width, color: false }));
  } catch (error) {
    const reason = (error as Error).message;
    throw new MemprofError(
      'WRITE_FAILED',
      `The report could not be written to ${file}: ${reason}. ${advice}`,
      {
        cause: error,
      },
    );
  }
}
