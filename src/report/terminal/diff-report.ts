import type { DiffResult } from '../../analysis/results.ts';
import type { Grouping } from '../growth-words.ts';
import { type TableOptions, growthTable } from './growth-section.ts';
import { analyzeStep, nextSection } from './next-section.ts';
import { type TerminalOptions, makeStyle } from './style.ts';

/** What to show of a comparison. */
export interface DiffReportOptions extends TerminalOptions, TableOptions {
  readonly by: readonly Grouping[];
}

/** The report of `memprof diff`, for a terminal; groupings that neither side has figures for are left out. */
export function renderDiffReport(result: DiffResult, options: DiffReportOptions): string {
  const style = makeStyle(options.color);
  const filled = options.by.filter((by) => result[by].length > 0);
  const tables = (filled.length === 0 ? options.by : filled).map((by) =>
    growthTable(result, by, result.allocations, options, style),
  );
  // Without a constructor there was no snapshot on the later side.
  const steps = result.constructor.length === 0 ? [] : [analyzeStep(result.to, result.owners)];
  return [...tables, nextSection(steps, style)].filter((section) => section !== '').join('\n');
}
