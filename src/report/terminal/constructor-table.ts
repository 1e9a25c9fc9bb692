import type { ConstructorRow } from '../../analysis/results.ts';
import { formatBytesDiff, formatCount } from '../units.ts';
import { printable } from '../untrusted.ts';
import { FIGURES, figures, more, placeCell, placeColumn } from './growth-cells.ts';
import type { Style } from './style.ts';
import { drawTable } from './table.ts';

/** Draws live objects by constructor. There is a row, or more. */
export function constructorTable(
  rows: readonly ConstructorRow[],
  limit: number,
  width: number,
  style: Style,
): string {
  const table = drawTable(
    [
      ...FIGURES,
      { head: 'growth held', align: 'right' },
      { head: 'new', align: 'right', leaveOut: 5 },
      { head: 'gone', align: 'right', leaveOut: 6 },
      ...placeColumn(rows),
      { head: 'constructor', shortenTo: 30 },
    ],
    rows.slice(0, limit).map((row, i) => [
      ...figures(row, i, style),
      {
        text: formatBytesDiff(row.accountedDiffBytes),
        paint: row.accountedDiffBytes > 0 ? style.grown : style.dim,
      },
      { text: row.newCount === null ? '' : formatCount(row.newCount) },
      { text: row.deletedCount === null ? '' : formatCount(row.deletedCount) },
      ...placeCell(rows, row, width - 24),
      { text: printable(row.constructorName), paint: style.strong },
    ]),
    width,
    style,
  );
  return table + more(rows, limit, style);
}
