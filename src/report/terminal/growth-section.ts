import type { AllocationRow, AllocationSource, ConstructorRow } from '../../analysis/results.ts';
import {
  type Comparison,
  type Grouping,
  hasChanged,
  notInTable,
  precisionOf,
  titleOf,
} from '../growth-words.ts';
import { formatBytes, formatBytesDiff, formatCount, formatCountDiff } from '../units.ts';
import { printable, shorten } from '../untrusted.ts';
import type { Style } from './style.ts';
import { type Cell, type Column, drawTable } from './table.ts';

/** How much of a table to show. */
export interface TableOptions {
  readonly limit: number;
  readonly width: number;
  /** Leave out what stayed the same. */
  readonly onlyChanged: boolean;
  /** Rows have what their callees allocated as well. */
  readonly cumulative: boolean;
  /** Growth outside V8's heap, which is in no row; none where it is not known. */
  readonly outsideDiffBytes?: number;
}

/** Draws one table of a comparison, its heading included. */
export function growthTable(
  comparison: Comparison,
  by: Grouping,
  source: AllocationSource,
  { limit, width, onlyChanged, cumulative, outsideDiffBytes = 0 }: TableOptions,
  style: Style,
): string {
  const isShown = onlyChanged ? hasChanged : () => true;
  const title = `${style.heading(`${printable(comparison.from)} → ${printable(comparison.to)}`)}  ${titleOf(by, cumulative)}`;
  const body =
    by === 'constructor'
      ? constructorTable(comparison.constructor.filter(isShown), limit, width, style)
      : allocationTable(comparison[by].filter(isShown), by, limit, width, style);
  const precision = precisionOf(by, source);
  return `${title}${precision === '' ? '' : style.dim(` (${precision})`)}\n${body}${footnote(notInTable(comparison, by, outsideDiffBytes), style)}`;
}

function footnote(text: string, style: Style): string {
  return text === '' ? '' : `  ${style.dim(text)}\n`;
}

const FIGURES: readonly Column[] = [
  { head: '#', align: 'right', leaveOut: 4 },
  { head: 'size', align: 'right', leaveOut: 1 },
  { head: 'size diff', align: 'right' },
  { head: 'count', align: 'right', leaveOut: 3 },
  { head: 'count diff', align: 'right', leaveOut: 2 },
  // It follows from the size and the count.
  { head: 'average', align: 'right', leaveOut: 7 },
];

interface Figures {
  readonly sizeBytes: number;
  readonly sizeDiffBytes: number;
  readonly count: number;
  readonly countDiff: number;
}

function figures(row: Figures, index: number, style: Style): Cell[] {
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

function allocationTable(
  rows: readonly AllocationRow[],
  by: Grouping,
  limit: number,
  width: number,
  style: Style,
): string {
  if (rows.length === 0) return `  ${style.dim('nothing has changed')}\n`;
  const shown = rows.slice(0, limit);
  const heads: Column[] = [
    ...placeColumn(shown),
    { head: by === 'module' ? 'package' : 'where', shortenTo: 30 },
  ];
  const hasFunctions = by === 'lineno' || by === 'traceback';
  if (hasFunctions) heads.push({ head: 'function', shortenTo: 18 });
  const table = drawTable(
    [...FIGURES, ...heads],
    shown.map((row, i) => [
      ...figures(row, i, style),
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

/** Characters of a place's name in a table, and from which width on there is room for so many. */
const WIDE = 110;
const LONGEST_PLACE = 22;

interface Placed {
  readonly place?: string;
}

/** A column for the worker or child, where there are any. */
function placeColumn(rows: readonly Placed[]): Column[] {
  return rows.some(({ place }) => place !== undefined) ? [{ head: 'in', shortenTo: LONGEST_PLACE }] : [];
}

function placeCell(rows: readonly Placed[], { place }: Placed, width: number): Cell[] {
  return placeColumn(rows).map(() => ({ text: printable(shortPlace(place ?? '', width)) }));
}

/** Long names would be shortened in their middle, where the number stands; the heaps above have them whole. */
function shortPlace(place: string, width: number): string {
  const hasRoom = width >= WIDE && place.length <= LONGEST_PLACE;
  return hasRoom ? place : place.replace(/ \([^()]*\)/g, '');
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
      const place = row.place === undefined ? '' : `, in ${printable(row.place)}`;
      return `  ${style.dim(`#${i + 1}`)}  ${size} (${diff}), count ${count} (${countDiff})${place}\n${frames.join('')}`;
    })
    .join('');
}

/** `src/agent.ts:12`, `src/agent.ts`, or the package's name. */
export function placeOf(row: AllocationRow): string {
  if (row.line === null) return row.file;
  return `${row.file}:${row.line}${row.column === null ? '' : `:${row.column}`}`;
}

function constructorTable(
  rows: readonly ConstructorRow[],
  limit: number,
  width: number,
  style: Style,
): string {
  if (rows.length === 0)
    return `  ${style.dim('nothing changed, or there is no snapshot at one of these labels')}\n`;
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

function more(rows: readonly unknown[], limit: number, style: Style): string {
  const left = rows.length - limit;
  return left > 0 ? `  ${style.dim(`… and ${formatCount(left)} more; --limit N shows N rows`)}\n` : '';
}
