import { isNodesOwn } from '../../analysis/views/access-path.ts';
import type { Collection, CollectionsView } from '../../analysis/views/collections.ts';
import type { StringGroup, StringHolder, StringsView } from '../../analysis/views/strings.ts';
import { formatBytes, formatCount } from '../units.ts';
import type { Page, PageTable } from './page.ts';
import {
  bytesCell,
  countCell,
  counted,
  figures,
  formatShare,
  labelText,
  objectText,
  pathText,
  text,
} from './words.ts';

/** The page of `memprof analyze <file> strings`. */
export function stringsPage({
  rows,
  rowCount,
  largest,
  wastedSize,
  stringSize,
  stringCount,
  totalSize,
}: StringsView): Page {
  const [top] = rows;
  return {
    title: 'Strings',
    sentence:
      `Strings take ${formatBytes(stringSize)}, ${formatShare(stringSize, totalSize)} of the heap; duplicates waste ${formatBytes(wastedSize)} of it` +
      `${top ? `, most of it ${formatCount(top.count)} × "${top.text}"` : ''}.`,
    tables: [
      {
        heading: 'Duplicates',
        columns: [
          figures('wasted'),
          figures('count'),
          figures('each'),
          text('text', 32),
          text('mostly held by'),
        ],
        rows: rows.map((row) => [
          bytesCell(row.wastedSize),
          countCell(row.count),
          bytesCell(row.eachSize),
          { text: `"${row.text}"${row.isConcatenated ? ' (concatenated)' : ''}`, tone: 'strong' },
          { text: holderText(row.holder), tone: 'dim' },
        ]),
        rowCount,
      },
      ...(largest.length > 0 ? [largestStrings(largest)] : []),
    ],
    notes: [
      `${counted(stringCount, 'string')} in all. Texts count as equal when their first 1,024 characters and their sizes are; what is put together from slices is not compared.`,
    ],
    next: [],
  };
}

function largestStrings(largest: readonly StringGroup[]): PageTable {
  return {
    heading: 'Largest',
    columns: [figures('size'), figures('count'), text('text', 32), text('mostly held by')],
    rows: largest.map((row) => [
      bytesCell(row.eachSize),
      countCell(row.count),
      { text: `"${row.text}"`, tone: 'strong' },
      { text: holderText(row.holder), tone: 'dim' },
    ]),
    rowCount: largest.length,
  };
}

function holderText(holder: StringHolder | null): string {
  return holder === null
    ? ''
    : `${labelText(holder.label)} of ${formatCount(holder.count)} × ${holder.constructorName}`;
}

/** The page of `memprof analyze <file> collections`. */
export function collectionsPage({ rows, rowCount, totals, totalSize }: CollectionsView): Page {
  const size = totals.reduce((sum, total) => sum + total.size, 0);
  const unused = totals.reduce((sum, total) => sum + total.unusedSize, 0);
  const empty = totals.reduce((sum, total) => sum + total.emptyCount, 0);
  // What Node itself keeps is there in every program.
  const top = rows.find(({ path }) => !isNodesOwn(path)) ?? rows[0];
  return {
    title: 'Collections',
    sentence:
      `${counted(rowCount, 'collection')} take ${formatBytes(size)} for their tables, ${formatShare(unused, size)} of it with nothing inside, ` +
      `and ${formatCount(empty)} are empty` +
      `${top ? `; ${top.kind} ${pathText(top.path)} (@${top.object.id}) retains ${formatShare(top.object.retainedSize, totalSize)} of the heap` : ''}.`,
    tables: [
      {
        heading: 'Those that retain most',
        columns: [
          figures('retained'),
          figures('entries'),
          figures('fill'),
          figures('table'),
          text('collection', 32),
          text('held by', 32),
        ],
        rows: rows.map((row) => [
          bytesCell(row.object.retainedSize),
          { text: row.entries === null ? '?' : formatCount(row.entries) },
          { text: fillText(row) },
          bytesCell(row.size),
          {
            text:
              row.kind === 'object'
                ? objectText(row.object)
                : `${row.object.name || row.kind} @${row.object.id}`,
            tone: 'strong',
          },
          { text: pathText(row.path), tone: 'dim' },
        ]),
        rowCount,
      },
      {
        heading: 'By kind',
        columns: [figures('tables'), figures('unused'), figures('count'), figures('empty'), text('kind')],
        rows: totals.map((total) => [
          bytesCell(total.size),
          bytesCell(total.unusedSize),
          countCell(total.count),
          countCell(total.emptyCount),
          { text: total.kind === 'object' ? 'object used as a map' : total.kind, tone: 'strong' },
        ]),
        rowCount: totals.length,
      },
    ],
    notes: [
      'A snapshot leaves out small whole numbers: entries that are nothing else are not counted, "?" where all are.',
    ],
    next: top ? [{ args: `path ${top.object.id}`, why: 'what keeps it alive' }] : [],
  };
}

function fillText({ entries, capacity }: Collection): string {
  return entries === null || capacity === 0 ? '' : formatShare(entries, capacity);
}
