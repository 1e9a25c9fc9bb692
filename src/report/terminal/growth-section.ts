import type { AllocationSource } from '../../analysis/results.ts';
import {
  type Comparison,
  type Grouping,
  TITLES,
  hasChanged,
  notInTable,
  precisionOf,
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
}

/** Draws one table of a comparison, its heading included. */
export function growthTable(
  comparison: Comparison,
  by: Grouping,
  source: AllocationSource,
  { limit, width, onlyChanged }: TableOptions,
  style: Style,
): string {
  const isShown = onlyChanged ? hasChanged : () => true;
  const title = `${style.heading(`${printable(comparison.from)} → ${printable(comparison.to)}`)}  ${TITLES[by]}`;
  const body =
    by === 'constructor'
      ? constructorTable(comparison.constructor.filter(isShown), limit, width, style)
      : allocationTable(comparison[by].filter(isShown), by, limit, width, style);
  const precision = precisionOf(by, source);
  return `${title}${precision === '' ? '' : style.dim(` (${precision})`)}\n${body}${footnote(comparison, by, style)}`;
}

function footnote(comparison: Comparison, by: Grouping, style: Style): string {
  const text = notInTable(comparison, by);
  return text === '' ? '' : `  ${style.dim(text)}\n`;
}
