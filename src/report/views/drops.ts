import type { Drop, DropsView } from '../../analysis/views/drops.ts';
import type { Rows } from '../../analysis/views/options.ts';
import { formatBytes, formatCount } from '../units.ts';
import type { Page, PageTable } from './page.ts';
import { bytesCell, counted, figures, formatShare, objectText, pathText, shareCell, text } from './words.ts';

/** The page of `memprof analyze <file> drops`. */
export function dropsPage(result: DropsView): Page {
  const { rows, totalSize } = result;
  const top = rows.find(({ isInternal }) => !isInternal) ?? rows[0];
  return {
    title: 'Drops',
    sentence: top
      ? dropSentence(top)
      : 'No object retains one percent of the heap and falls apart into small ones: nothing piles up in one place.',
    tables: [dropTable('Where big retained sizes fall apart', result, totalSize)],
    notes: [],
    next: top ? [{ args: `path ${top.object.id}`, why: 'what keeps it alive' }] : [],
  };
}

/** `One Map (global.cache @17) retains 62 % of the heap, 5.10 MiB: 5,000 parts, most of them Widget.` */
export function dropSentence({
  object,
  constructorName,
  path,
  share,
  shape,
  partCount,
  mostly,
}: Drop): string {
  const subject = `One ${constructorName} (${pathText(path)}, @${object.id})`;
  const retains = `retains ${formatShare(share, 1)} of the heap, ${formatBytes(object.retainedSize)}`;
  const of = mostly.constructorName;
  return shape === 'list'
    ? `${subject} ${retains}: a list of ${formatCount(partCount)} × ${of}.`
    : `${subject} ${retains}: ${counted(partCount, 'part')}, above all ${formatCount(mostly.count)} × ${of}.`;
}

/** A table of drops; what Node itself keeps is dimmed. */
export function dropTable(heading: string, { rows, rowCount }: Rows<Drop>, totalSize: number): PageTable {
  return {
    heading,
    columns: [
      figures('retained'),
      figures('share'),
      figures('parts'),
      figures('largest'),
      text('object', 24),
      text('above all'),
      text('held by', 32),
    ],
    rows: rows.map((drop) => [
      bytesCell(drop.object.retainedSize),
      shareCell(drop.object.retainedSize, totalSize),
      { text: `${formatCount(drop.partCount)}${drop.shape === 'list' ? ' in a list' : ''}` },
      bytesCell(drop.largestPart),
      { text: objectText(drop.object), tone: drop.isInternal ? 'dim' : 'strong' },
      { text: `${formatCount(drop.mostly.count)} × ${drop.mostly.constructorName}` },
      { text: pathText(drop.path), tone: 'dim' },
    ]),
    rowCount,
  };
}
