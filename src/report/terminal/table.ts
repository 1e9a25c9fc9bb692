import Table from 'cli-table3';
import { shorten } from '../untrusted.ts';
import type { Style } from './style.ts';

/** One column: its head, whether figures stand at its right, and whether it may be shortened to fit. */
export interface Column {
  readonly head: string;
  readonly align?: 'left' | 'right';
  /** Where room is scarce it is shortened to so many characters before any other column, then further. */
  readonly shortenTo?: number;
  /** Where the others do not fit even so it is left out, that with the highest number first. */
  readonly leaveOut?: number;
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
/** No column becomes narrower than this. */
const NARROWEST = 12;

/** Draws a table without lines; flexible columns share what the others leave of `width`. */
export function drawTable(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  style: Style,
): string {
  const widths = fit(columns, rows, width);
  const spare = Math.max(0, ...columns.map(({ leaveOut }) => leaveOut ?? 0));
  if (spare > 0 && total(widths) > width) {
    const isKept = columns.map(({ leaveOut }) => leaveOut !== spare);
    const kept = <T>(cells: readonly T[]): T[] => cells.filter((_, i) => isKept[i]);
    return drawTable(kept(columns), rows.map(kept), width, style);
  }
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
  const flexible = columns.flatMap(({ shortenTo }, i) => (shortenTo === undefined ? [] : [{ i, shortenTo }]));
  let excess = total(natural) - width;
  const shrink = (i: number, least: number): void => {
    const given = Math.max(0, Math.min(excess, natural[i]! - least));
    natural[i]! -= given;
    excess -= given;
  };
  // No column crowds out the others: what is over half of the room goes first.
  for (const { i, shortenTo } of flexible.toReversed()) shrink(i, Math.max(shortenTo, Math.floor(width / 2)));
  // The last flexible column gives first: what stands before it says more.
  for (const { i, shortenTo } of flexible.toReversed()) shrink(i, shortenTo);
  for (const { i } of flexible) shrink(i, NARROWEST);
  return natural;
}

/** What columns take with the room between them. */
function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width + GAP, 0);
}
