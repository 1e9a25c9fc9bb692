import { formatBytes, formatBytesDiff, formatCount, formatCountDiff } from '../units.ts';
import { printable } from '../untrusted.ts';
import type { Style } from './style.ts';
import type { Cell, Column } from './table.ts';

/** Heads of the columns that {@link figures} fills. */
export const FIGURES: readonly Column[] = [
  { head: '#', align: 'right', leaveOut: 4 },
  { head: 'size', align: 'right', leaveOut: 1 },
  { head: 'size diff', align: 'right' },
  { head: 'count', align: 'right', leaveOut: 3 },
  { head: 'count diff', align: 'right', leaveOut: 2 },
  // It follows from the size and the count.
  { head: 'average', align: 'right', leaveOut: 7 },
];

/** Where a column about the size difference stands among {@link FIGURES}. */
export const BEHIND_DIFF = 3;

interface Figures {
  readonly sizeBytes: number;
  readonly sizeDiffBytes: number;
  readonly count: number;
  readonly countDiff: number;
}

interface Sampled {
  readonly sizeDiffErrorBytes: number;
}

/** A column for what chance did to the differences, where it did something. */
export function errorColumn(rows: readonly Sampled[]): Column[] {
  const isShown = rows.some(({ sizeDiffErrorBytes }) => sizeDiffErrorBytes > 0);
  return isShown ? [{ head: '±', align: 'right', leaveOut: 8 }] : [];
}

/** What stands in {@link errorColumn}; none where there is no such column. */
export function errorCell(rows: readonly Sampled[], { sizeDiffErrorBytes }: Sampled, style: Style): Cell[] {
  const text = sizeDiffErrorBytes > 0 ? formatBytes(sizeDiffErrorBytes) : '';
  return errorColumn(rows).map(() => ({ text, paint: style.dim }));
}

/** Number, size, difference, count, its difference and average of a row. */
export function figures(row: Figures, index: number, style: Style): Cell[] {
  const paint = row.sizeDiffBytes > 0 ? style.grown : row.sizeDiffBytes < 0 ? style.shrunk : style.dim;
  return [
    { text: String(index + 1), paint: style.dim },
    { text: formatBytes(row.sizeBytes) },
    { text: formatBytesDiff(row.sizeDiffBytes), paint },
    { text: formatCount(row.count) },
    { text: formatCountDiff(row.countDiff), paint },
    { text: row.count === 0 ? '' : formatBytes(row.sizeBytes / row.count), paint: style.dim },
  ];
}

/** Characters of a place's name in a table, and from which width on there is room for so many. */
const WIDE = 110;
const LONGEST_PLACE = 22;

interface Placed {
  readonly place?: string;
}

/** A column for the worker or child, where there are any. */
export function placeColumn(rows: readonly Placed[]): Column[] {
  return rows.some(({ place }) => place !== undefined) ? [{ head: 'in', shortenTo: LONGEST_PLACE }] : [];
}

/** What stands in {@link placeColumn}; none where there is no such column. */
export function placeCell(rows: readonly Placed[], { place }: Placed, width: number): Cell[] {
  return placeColumn(rows).map(() => ({ text: printable(shortPlace(place ?? '', width)) }));
}

/** Long names would be shortened in their middle, where the number stands; the heaps above have them whole. */
function shortPlace(place: string, width: number): string {
  const hasRoom = width >= WIDE && place.length <= LONGEST_PLACE;
  return hasRoom ? place : place.replace(/ \([^()]*\)/g, '');
}

/** How many rows the limit leaves out; empty for none. */
export function more(rows: readonly unknown[], limit: number, style: Style): string {
  const left = rows.length - limit;
  return left > 0 ? `  ${style.dim(`… and ${formatCount(left)} more; --limit N shows N rows`)}\n` : '';
}
