import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { InvalidArgumentError } from 'commander';
import { MemprofError } from '../../base/errors.ts';
import type { CheckResult } from '../../check/result.ts';
import { renderCheckMarkdown } from '../../report/check-markdown.ts';
import { renderGithub } from '../../report/github.ts';
import { renderJunit } from '../../report/junit.ts';
import { renderSarif } from '../../report/sarif.ts';
import { renderCheckReport } from '../../report/terminal/check-report.ts';
import type { Io } from '../io.ts';
import { version } from '../version.ts';

/** How a check is printed. */
export const CHECK_FORMATS = ['terminal', 'json', 'markdown', 'junit', 'sarif', 'github'] as const;

/** One of {@link CHECK_FORMATS}. */
export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** A file to write; in `--format` when it names no format of its own. */
export interface CheckOutput {
  readonly format: CheckFormat | null;
  readonly file: string;
}

/** Reads `junit=report.xml` or `report.txt`. */
export function parseOutput(text: string, before: readonly CheckOutput[] = []): CheckOutput[] {
  const at = text.indexOf('=');
  const format = CHECK_FORMATS.find((known) => known === text.slice(0, Math.max(0, at))) ?? null;
  const file = format === null ? text : text.slice(at + 1);
  if (file === '') throw new InvalidArgumentError('Give a file, for example junit=memprof.xml.');
  return [...before, { format, file }];
}

/** Prints a result: to stdout, unless an output without a format of its own takes it, and to all other outputs. */
export function printCheck(
  result: CheckResult,
  format: CheckFormat,
  outputs: readonly CheckOutput[],
  io: Io,
): void {
  for (const output of outputs)
    writeOutput(output.file, render(result, output.format ?? format, false, io), io);
  if (outputs.every((output) => output.format !== null)) {
    io.stdout.write(render(result, format, io.stdoutColor, io));
  }
  const formats = [format, ...outputs.map((output) => output.format)];
  const summary = io.env.GITHUB_STEP_SUMMARY;
  if (formats.includes('github') && summary !== undefined && summary !== '') {
    appendFileSync(summary, renderCheckMarkdown(result));
  }
}

function render(result: CheckResult, format: CheckFormat, color: boolean, io: Io): string {
  switch (format) {
    case 'terminal':
      return renderCheckReport(result, { color, width: io.width });
    case 'json':
      return `${JSON.stringify(result, null, 2)}\n`;
    case 'markdown':
      return renderCheckMarkdown(result);
    case 'junit':
      return renderJunit(result);
    case 'sarif':
      return renderSarif(result, version());
    case 'github':
      return renderGithub(result);
  }
}

function writeOutput(output: string, text: string, io: Io): void {
  const file = path.resolve(io.cwd, output);
  try {
    writeFileSync(file, text);
  } catch (error) {
    const reason = (error as Error).message;
    throw new MemprofError('WRITE_FAILED', `The result could not be written to ${file}: ${reason}.`, {
      cause: error,
    });
  }
}
