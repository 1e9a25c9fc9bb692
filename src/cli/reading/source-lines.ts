import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { AllocationRow, RunResult } from '../../analysis/results.ts';

/** Adds the source line to each row whose line is exact; a file that cannot be read adds nothing. */
export function addSourceLines(result: RunResult, cwd: string): RunResult {
  const files = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    let lines = files.get(file);
    if (lines === undefined) files.set(file, (lines = readLines(path.resolve(cwd, file))));
    return lines;
  };
  const add = (row: AllocationRow): AllocationRow => {
    if (row.line === null || row.column === null) return row;
    const sourceLine = linesOf(row.file)[row.line - 1]?.trim();
    return sourceLine === undefined || sourceLine === '' ? row : { ...row, sourceLine };
  };
  const comparisons = result.comparisons.map((comparison) => ({
    ...comparison,
    lineno: comparison.lineno.map(add),
    traceback: comparison.traceback.map(add),
  }));
  return { ...result, comparisons };
}

/** The lines of a file; none when it cannot be read. */
export function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch {
    // The program may have run elsewhere, or the file is gone.
    return [];
  }
}
