import type { AllocationRow } from '../../analysis/results.ts';
import type { Grouping } from '../growth-words.ts';
import { formatBytes } from '../units.ts';
import { printable, shorten } from '../untrusted.ts';
import {
  BEHIND_DIFF,
  FIGURES,
  errorCell,
  errorColumn,
  figures,
  more,
  placeCell,
  placeColumn,
} from './growth-cells.ts';
import type { Style } from './style.ts';
import { type Column, drawTable } from './table.ts';

/** Draws allocations grouped by line, file, stack or package. There is a row, or more. */
export function allocationTable(
  rows: readonly AllocationRow[],
  by: Exclude<Grouping, 'constructor'>,
  limit: number,
  width: number,
  style: Style,
): string {
  const shown = rows.slice(0, limit);
  const heads: Column[] = [
    ...placeColumn(shown),
    { head: by === 'module' ? 'package' : 'where', shortenTo: 30 },
  ];
  const hasFunctions = by === 'lineno' || by === 'traceback';
  if (hasFunctions) heads.push({ head: 'function', shortenTo: 18 });
  const table = drawTable(
    [...FIGURES.toSpliced(BEHIND_DIFF, 0, ...errorColumn(shown)), ...heads],
    shown.map((row, i) => [
      ...figures(row, i, style).toSpliced(BEHIND_DIFF, 0, ...errorCell(shown, row, style)),
      ...placeCell(shown, row, width),
      { text: printable(placeOf(row)), paint: style.strong },
      ...(hasFunctions ? [{ text: printable(row.functionName ?? '') }] : []),
    ]),
    width,
    style,
  );
  const body = by === 'traceback' ? stacks(shown, style) : withSourceLines(table, shown, width, style);
  return body + more(rows, limit, style);
}

/** Puts the source line under each row. */
function withSourceLines(table: string, rows: readonly AllocationRow[], width: number, style: Style): string {
  const [head, ...lines] = table.trimEnd().split('\n');
  const body = lines.flatMap((line, i) => {
    const { sourceLine } = rows[i]!;
    if (sourceLine === undefined) return [line];
    return [line, `       ${style.dim(shorten(printable(sourceLine), width - 7))}`];
  });
  return `${[head, ...body].join('\n')}\n`;
}

function stacks(rows: readonly AllocationRow[], style: Style): string {
  return rows
    .map((row, i) => {
      const [, size, diff, count, countDiff] = figures(row, i, style).map(
        ({ text, paint }) => paint?.(text) ?? text,
      );
      const frames = (row.stack ?? []).map(
        (frame) =>
          `       ${printable(frame.file)}${frame.line === null ? '' : `:${frame.line}`}  ${style.dim(printable(frame.functionName))}\n`,
      );
      const error = row.sizeDiffErrorBytes > 0 ? ` ± ${formatBytes(row.sizeDiffErrorBytes)}` : '';
      const place = row.place === undefined ? '' : `, in ${printable(row.place)}`;
      return `  ${style.dim(`#${i + 1}`)}  ${size} (${diff}${style.dim(error)}), count ${count} (${countDiff})${place}\n${frames.join('')}`;
    })
    .join('');
}

/** `src/agent.ts:12`, `src/agent.ts`, or the package's name. */
export function placeOf(row: AllocationRow): string {
  if (row.line === null) return row.file;
  return `${row.file}:${row.line}${row.column === null ? '' : `:${row.column}`}`;
}
