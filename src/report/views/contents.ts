import type { BuffersView } from '../../analysis/views/buffers.ts';
import type { Collection, CollectionsView } from '../../analysis/views/collections.ts';
import type { SlicedParent, SlicesView } from '../../analysis/views/slices.ts';
import type { StringGroup, StringHolder, StringsView } from '../../analysis/views/strings.ts';
import type { Rows } from '../../analysis/views/options.ts';
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
  shareCell,
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
      `${counted(stringCount, 'string')} in all. Texts count as equal when their first 1,024 characters and their sizes are.`,
    ],
    next: [],
  };
}

function largestStrings(largest: readonly StringGroup[]): PageTable {
  return {
    heading: 'Largest',
    columns: [figures('size'), text('text', 32), text('mostly held by')],
    rows: largest.map((row) => [
      bytesCell(row.eachSize),
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
  const top = rows.find(({ path }) => !path.start.startsWith('node:')) ?? rows[0];
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
    next: [],
  };
}

function fillText({ entries, capacity }: Collection): string {
  return entries === null || capacity === 0 ? '' : formatShare(entries, capacity);
}

/** Strings kept by slices are worth a word from this share of the heap on. */
const WORTH_COPYING = 0.01;

/** The page of `memprof analyze <file> slices`. */
export function slicesPage(result: SlicesView): Page {
  const { slicedStringCount, keptStringSize, viewedBufferSize, totalSize, buffers } = result;
  return {
    title: 'Slices',
    sentence:
      keptStringSize > totalSize * WORTH_COPYING
        ? `Slices alone keep ${formatBytes(keptStringSize)} of longer strings alive, ${formatShare(keptStringSize, totalSize)} of the heap: copies of the parts would free it.`
        : slicedStringCount > 0
          ? `The ${counted(slicedStringCount, 'sliced string keeps', 'sliced strings keep')} ${formatBytes(keptStringSize)} of longer strings alive: nothing remarkable.`
          : 'There are no sliced strings.',
    tables: [
      parentTable('Strings kept by slices', result, totalSize),
      parentTable('ArrayBuffers kept by views', buffers, totalSize),
    ],
    notes: [
      `Views show ${formatBytes(viewedBufferSize)} of ArrayBuffers. A snapshot does not tell how much of it each view shows.`,
    ],
    next: [],
  };
}

function parentTable(heading: string, { rows, rowCount }: Rows<SlicedParent>, totalSize: number): PageTable {
  return {
    heading,
    columns: [
      figures('size'),
      figures('share'),
      figures('slices'),
      text('parent', 32),
      text('kept by'),
      text('held by', 32),
    ],
    rows: rows.map((row) => [
      bytesCell(row.size),
      shareCell(row.size, totalSize),
      countCell(row.sliceCount),
      { text: objectText(row.parent), tone: 'strong' },
      { text: `${row.sliceName}${row.isKeptBySlicesAlone ? ' alone' : ' and others'}` },
      { text: pathText(row.path), tone: 'dim' },
    ]),
    rowCount,
  };
}

/** The page of `memprof analyze <file> buffers`. */
export function buffersPage({
  rows,
  rowCount,
  owners,
  ownerCount,
  bufferSize,
  totalSize,
}: BuffersView): Page {
  const [top] = owners;
  return {
    title: 'Buffers',
    sentence: top
      ? `${counted(rowCount, 'ArrayBuffer')} hold ${formatBytes(bufferSize)}, ${formatShare(bufferSize, totalSize)} of what the snapshot shows; ` +
        `${formatBytes(top.size)} of it is ${formatCount(top.count)} × ${top.viewName}${ownerText(top)}.`
      : 'There are no ArrayBuffers.',
    tables: [
      {
        heading: 'Owners',
        columns: [figures('size'), figures('share'), figures('count'), text('what'), text('held by', 32)],
        rows: owners.map((owner) => [
          bytesCell(owner.size),
          shareCell(owner.size, bufferSize),
          countCell(owner.count),
          { text: owner.viewName, tone: 'strong' },
          { text: ownerText(owner).replace(/^ held by /, ''), tone: 'dim' },
        ]),
        rowCount: ownerCount,
      },
      {
        heading: 'Largest',
        columns: [figures('size'), figures('views'), text('buffer'), text('held by', 32)],
        rows: rows.map((row) => [
          bytesCell(row.size),
          countCell(row.viewCount),
          { text: `${row.viewName ?? row.object.name} @${row.object.id}`, tone: 'strong' },
          { text: pathText(row.path), tone: 'dim' },
        ]),
        rowCount,
      },
    ],
    notes: [],
    next: rows[0] ? [{ args: `path ${rows[0].object.id}`, why: 'what keeps the largest' }] : [],
  };
}

function ownerText({ label, constructorName }: BuffersView['owners'][number]): string {
  if (label === null) return ' held by Node or V8';
  if (label.kind === 'variable') return ` held by ${labelText(label)}`;
  return ` held by ${labelText(label)} of ${constructorName}`;
}
