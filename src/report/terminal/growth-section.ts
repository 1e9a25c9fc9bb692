import type { AllocationRow, AllocationSource, ConstructorRow } from '../../analysis/results.ts';
import {
  type Comparison,
  type Grouping,
  errorWords,
  hasChanged,
  notInTable,
  precisionOf,
  titleOf,
} from '../growth-words.ts';
import { printable } from '../untrusted.ts';
import { allocationTable } from './allocation-table.ts';
import { constructorTable } from './constructor-table.ts';
import type { Style } from './style.ts';

/** How much of a table to show. */
export interface TableOptions {
  readonly limit: number;
  readonly width: number;
  /** Leave out what stayed the same. */
  readonly onlyChanged: boolean;
  /** Rows have what their callees allocated as well. */
  readonly cumulative: boolean;
  /** `--include` or `--exclude` leave only some files. */
  readonly isFiltered?: boolean;
  /** Growth outside V8's heap, which is in no row; none where it is not known. */
  readonly outsideDiffBytes?: number;
  /** What a table without rows says. */
  readonly emptyText?: string;
}

/** Draws one table of a comparison, its heading included. */
export function growthTable(
  comparison: Comparison,
  by: Grouping,
  source: AllocationSource,
  {
    limit,
    width,
    onlyChanged,
    cumulative,
    isFiltered = false,
    outsideDiffBytes = 0,
    emptyText = 'nothing has changed',
  }: TableOptions,
  style: Style,
): string {
  const isShown = onlyChanged ? hasChanged : () => true;
  const title = `${style.heading(`${printable(comparison.from)} → ${printable(comparison.to)}`)}  ${titleOf(by, cumulative, isFiltered)}`;
  const rows: readonly (AllocationRow | ConstructorRow)[] = comparison[by];
  const hasRows = rows.some(isShown);
  const chance = footnote(errorWords(rows.filter(isShown).slice(0, limit)), style);
  const body = !hasRows
    ? footnote(printable(emptyText), style)
    : by === 'constructor'
      ? constructorTable(comparison.constructor.filter(isShown), limit, width, style)
      : allocationTable(comparison[by].filter(isShown), by, limit, width, style);
  const precision = precisionOf(by, source);
  return `${title}${precision === '' ? '' : style.dim(` (${precision})`)}\n${body}${chance}${footnote(notInTable(comparison, by, outsideDiffBytes), style)}`;
}

function footnote(text: string, style: Style): string {
  return text === '' ? '' : `  ${style.dim(text)}\n`;
}
