import Table from 'cli-table3';
import { shorten } from '../untrusted.ts';
import type { Style } from './style.ts';

/** One column: its head, whether figures stand at its right, and whether it may be shortened to fit. */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  readonly isFlexible?: boolean;
}

/** A cell's text and, if any, its colour; the colour never counts as width. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

const NOTHING = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '',
};
/** Room between columns, and before the first. */
const GAP = 2;

/** Draws a table without lines; flexible columns share what the others leave of `width`. */
export function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  style: Style,
): string {
  const widths = fit(columns, rows, width);
  const table = new Table({
    chars: NOTHING,
    style: { head: [], border: [], 'padding-left': GAP, 'padding-right': 0 },
    colAligns: columns.map(({ align }) => align ?? 'left'),
  });
  table.push(columns.map(({ head }, i) => style.dim(shorten(head, widths[i] ?? 0))));
  for (const row of rows) {
    table.push(
      row.map(({ text, paint }, i) => {
        const shown = shorten(text, widths[i] ?? 0);
        return paint ? paint(shown) : shown;
      }),
    );
  }
  return `${table.toString().replace(/[ \t]+$/gm, '')}\n`;
}

function fit(columns: readonly Column[], rows: readonly (readonly Cell[])[], width: number): number[] {
  const natural = columns.map(({ head }, i) =>
    Math.max([...head].length, ...rows.map((row) => [...(row[i]?.text ?? '')].length)),
  );
  const flexible = columns.flatMap(({ isFlexible }, i) => (isFlexible ? [i] : []));
  let excess = natural.reduce((sum, n) => sum + n + GAP, 0) - width;
  // The widest gives first, so that short columns stay whole.
  while (excess > 0) {
    const widest = flexible.reduce(
      (a, b) => ((natural[b] ?? 0) > (natural[a] ?? 0) ? b : a),
      flexible[0] ?? -1,
    );
    if (widest < 0 || (natural[widest] ?? 0) <= 12) break;
    natural[widest] = (natural[widest] ?? 0) - 1;
    excess--;
  }
  return natural;
}
