import type { BuffersView } from '../../analysis/views/buffers.ts';
import type { SlicedParent, SlicesView } from '../../analysis/views/slices.ts';
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
      parentTable('Strings kept by slices', 'slices', result, totalSize),
      parentTable('ArrayBuffers kept by views', 'views', buffers, totalSize),
    ],
    notes: [
      `Views show ${formatBytes(viewedBufferSize)} of ArrayBuffers. A snapshot does not tell how much of it each view shows.`,
    ],
    next: [],
  };
}

function parentTable(
  heading: string,
  parts: 'slices' | 'views',
  { rows, rowCount }: Rows<SlicedParent>,
  totalSize: number,
): PageTable {
  return {
    heading,
    columns: [
      figures('size'),
      figures('share'),
      figures(parts),
      text('parent', 32),
      text('kept by'),
      text('held by', 32),
    ],
    rows: rows.map((row) => [
      bytesCell(row.size),
      shareCell(row.size, totalSize),
      countCell(row.sliceCount),
      { text: objectText(row.parent), tone: 'strong' },
      {
        text: `${parts === 'slices' ? parts : row.sliceName}${row.isKeptBySlicesAlone ? ' alone' : ' and others'}`,
      },
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
      ? `${counted(rowCount, 'ArrayBuffer holds', 'ArrayBuffers hold')} ${formatBytes(bufferSize)}, ${formatShare(bufferSize, totalSize)} of what the snapshot shows; ` +
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
