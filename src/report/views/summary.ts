import type { MemoryResult } from '../../analysis/results.ts';
import type { Drop } from '../../analysis/views/drops.ts';
import type { SummaryView } from '../../analysis/views/summary.ts';
import { reconcile } from '../reconcile.ts';
import { formatBytes, formatCount } from '../units.ts';
import { dropSentence, dropTable } from './drops.ts';
import type { Page, PageTable } from './page.ts';
import {
  bytesCell,
  countCell,
  figures,
  formatShare,
  objectText,
  pathText,
  shareCell,
  text,
} from './words.ts';

/** One object that retains less than this share is no answer for itself. */
const REMARKABLE_SHARE = 0.1;

/** The page of `memprof analyze <file>`. */
export function summaryPage(result: SummaryView): Page {
  const { kinds, drops, totalSize, memory } = result;
  return {
    title: 'Summary',
    sentence: sentence(result),
    tables: [
      {
        heading: 'Sizes by kind',
        columns: [figures('size'), figures('share'), figures('count'), text('kind')],
        rows: kinds.map(({ kind, size, count }) => [
          bytesCell(size),
          shareCell(size, totalSize),
          countCell(count),
          { text: kind, tone: 'strong' },
        ]),
        rowCount: kinds.length,
      },
      dropTable('Where the most piles up', { rows: drops, rowCount: drops.length }, totalSize),
      ...(memory === null ? [] : [memoryTable(memory, result)]),
    ],
    notes: notes(result),
    next: next(result),
  };
}

function sentence({ drops, biggest, totalSize, nodeCount }: SummaryView): string {
  const size = `The heap holds ${formatBytes(totalSize)} in ${formatCount(nodeCount)} nodes`;
  const top = topDrop(drops);
  if (top !== undefined && top.share >= REMARKABLE_SHARE) return `${size}. ${dropSentence(top)}`;
  return biggest !== null && biggest.retainedSize >= totalSize * REMARKABLE_SHARE
    ? `${size}. ${objectText(biggest)} (${pathText(biggest.path)}) alone retains ${formatShare(biggest.retainedSize, totalSize)} of it, ${formatBytes(biggest.retainedSize)}.`
    : `${size}, and no single object retains much of it: look at the constructors.`;
}

/** What Node itself keeps is there in every program. */
function topDrop(drops: readonly Drop[]): Drop | undefined {
  return drops.find(({ isInternal }) => !isInternal);
}

function memoryTable(memory: MemoryResult, { heapSize, kinds }: SummaryView): PageTable {
  const parts = reconcile(memory);
  const buffers = kinds.find(({ kind }) => kind === 'array buffers')?.size ?? 0;
  const rows = [
    { name: "committed for V8's heap", bytes: parts.heapBytes, seen: heapSize },
    { name: 'array buffers', bytes: parts.arrayBuffersBytes, seen: buffers },
    { name: 'other memory outside the heap', bytes: parts.otherExternalBytes, seen: null },
    { name: 'unexplained: code, stacks, libraries, free memory', bytes: parts.unexplainedBytes, seen: null },
    { name: 'RSS', bytes: parts.rssBytes, seen: null },
  ];
  return {
    heading: 'Memory of the process',
    columns: [figures('size'), figures('share'), figures('in this snapshot'), text('part')],
    rows: rows.map(({ name, bytes, seen }) => [
      bytesCell(bytes),
      shareCell(bytes, parts.rssBytes),
      { text: seen === null ? '' : formatBytes(seen) },
      { text: name, tone: 'strong' },
    ]),
    rowCount: rows.length,
  };
}

function notes({ memory, extraNativeBytes }: SummaryView): string[] {
  return [
    ...(memory === null
      ? ['A bare snapshot does not tell the memory of the process; the captures of `memprof run` do.']
      : []),
    ...(extraNativeBytes > 0
      ? [`V8 knows of ${formatBytes(extraNativeBytes)} more outside the heap that no node stands for.`]
      : []),
  ];
}

/** Kinds that a view says more about, when they take this share of the heap. */
const LARGE_SHARE = 0.15;

function next({ kinds, totalSize, drops, biggest, wastedStringBytes }: SummaryView): Page['next'] {
  const shareOf = (name: string): number => (kinds.find(({ kind }) => kind === name)?.size ?? 0) / totalSize;
  const top = topDrop(drops);
  const isBigger = biggest !== null && (top === undefined || biggest.retainedSize > top.object.retainedSize);
  return [
    ...(isBigger && biggest.retainedSize >= totalSize * REMARKABLE_SHARE
      ? [
          // What keeps a module is no question.
          biggest.name === 'ModuleWrap'
            ? { args: `dominators ${biggest.id}`, why: `what ${objectText(biggest)} holds` }
            : { args: `path ${biggest.id}`, why: `what keeps ${objectText(biggest)}` },
        ]
      : []),
    ...(top
      ? [{ args: `path ${top.object.id}`, why: `what keeps ${top.constructorName} @${top.object.id}` }]
      : []),
    { args: 'dominators', why: 'the biggest objects, as a tree' },
    ...(shareOf('array buffers') > LARGE_SHARE
      ? [{ args: 'buffers', why: `${formatShare(shareOf('array buffers'), 1)} is in array buffers` }]
      : []),
    ...(shareOf('arrays and tables') > LARGE_SHARE
      ? [
          {
            args: 'collections',
            why: `${formatShare(shareOf('arrays and tables'), 1)} is in arrays and tables`,
          },
        ]
      : []),
    ...(wastedStringBytes > totalSize * 0.05
      ? [{ args: 'strings', why: `duplicate strings waste ${formatBytes(wastedStringBytes)}` }]
      : []),
    { args: 'constructors', why: 'counts and sizes by class' },
  ];
}
