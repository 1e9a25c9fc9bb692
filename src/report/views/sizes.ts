import type { ConstructorsView } from '../../analysis/views/constructors.ts';
import type { ConstructorCount } from '../../analysis/views/constructor-counts.ts';
import type { BigObject, DominatorNode, DominatorsView } from '../../analysis/views/dominators.ts';
import { shellWord } from '../shell.ts';
import { formatBytes, formatCount } from '../units.ts';
import type { Page, PageCell } from './page.ts';
import {
  bytesCell,
  countCell,
  counted,
  figures,
  formatShare,
  objectText,
  pathText,
  placeText,
  shareCell,
  text,
} from './words.ts';

/** The page of `memprof analyze <file> constructors`. */
export function constructorsPage({ rows, rowCount, totalSize, largest }: ConstructorsView): Page {
  return {
    title: 'Constructors',
    sentence:
      largest === null
        ? 'The heap has no object of a class.'
        : `${counted(largest.count, largest.constructorName, largest.constructorName)} ${largest.count === 1 ? 'object retains' : 'objects retain'} ` +
          `${formatShare(largest.retainedSize, totalSize)} of the heap (${formatBytes(largest.retainedSize)}), ` +
          `${formatBytes(largest.retainedSize / largest.count)} each on average: the most of any class.`,
    tables: [
      {
        heading: 'By retained size',
        columns: [
          figures('retained'),
          figures('share'),
          figures('shallow'),
          figures('count'),
          text('constructor', 32),
          text('where'),
        ],
        rows: rows.map((row) => [
          bytesCell(row.retainedSize),
          shareCell(row.retainedSize, totalSize),
          bytesCell(row.shallowSize),
          countCell(row.count),
          { text: row.constructorName, tone: row.isBookkeeping ? 'dim' : 'strong' },
          { text: placeText(row.place), tone: 'dim' },
        ]),
        rowCount,
      },
    ],
    notes: ['Retained sizes overlap: what a Map keeps alive is in the figure of its values, too.'],
    next:
      largest === null
        ? []
        : [{ args: `path ${shellWord(largest.constructorName)}`, why: 'what keeps them alive' }],
  };
}

/** The page of `memprof analyze <file> dominators`. */
export function dominatorsPage({ rows, rowCount, totalSize }: DominatorsView): Page {
  // What Node itself keeps is there in every program.
  const top = rows.find(({ isInternal }) => !isInternal) ?? rows[0];
  return {
    title: 'Dominators',
    sentence: top ? biggestSentence(top, totalSize) : 'The heap has no objects.',
    tables: [
      {
        heading: 'Biggest objects, and what they alone keep alive',
        columns: [
          figures('retained'),
          figures('share'),
          figures('shallow'),
          text('object', 24),
          text('held by', 32),
        ],
        rows: rows.flatMap((row) => treeRows(row, 0, totalSize, pathText(row.path))),
        rowCount: rows.flatMap((row) => treeRows(row, 0, totalSize, '')).length + rowCount - rows.length,
      },
    ],
    notes: [],
    next: top ? [{ args: `path ${top.id}`, why: 'what keeps the biggest alive' }] : [],
  };
}

function biggestSentence(top: BigObject, totalSize: number): string {
  const [most] = top.others;
  return (
    `${objectText(top)} (${pathText(top.path)}) retains ${formatShare(top.retainedSize, totalSize)} of the heap, ` +
    `${formatBytes(top.retainedSize)}, through ${counted(top.childCount, 'object')}` +
    `${most && top.children.length === 0 ? `, above all ${formatCount(most.count)} × ${most.constructorName}` : ''}.`
  );
}

/** The objects that are not worth a row make one together, when they come to this share of the parent. */
const WORTH_A_ROW = 0.01;

function treeRows(node: DominatorNode, indent: number, totalSize: number, path: string): PageCell[][] {
  const restSize = node.others.reduce((sum, { retainedSize }) => sum + retainedSize, 0);
  const restCount = node.childCount - node.children.length;
  return [
    [
      bytesCell(node.retainedSize),
      shareCell(node.retainedSize, totalSize),
      bytesCell(node.shallowSize),
      { text: objectText(node), tone: indent === 0 ? 'strong' : 'dim', indent },
      { text: path, tone: 'dim' },
    ],
    ...node.children.flatMap((child) => treeRows(child, indent + 1, totalSize, '')),
    ...(restSize < node.retainedSize * WORTH_A_ROW || isOwnMemory(node)
      ? []
      : [restRow(node.others, restCount, indent + 1)]),
  ];
}

/** An ArrayBuffer and its memory, a Map and its table: the row of the one says all about the other. */
function isOwnMemory({ childCount, others }: DominatorNode): boolean {
  return childCount === 1 && others.length === 1 && /^(?:system \/|\()/.test(others[0].constructorName);
}

function restRow([most]: readonly ConstructorCount[], restCount: number, indent: number): PageCell[] {
  const left = restCount - most.count;
  const others = left > 0 ? `, ${counted(left, 'other')}` : '';
  return [
    bytesCell(most.retainedSize),
    { text: '' },
    { text: '' },
    { text: `${formatCount(most.count)} × ${most.constructorName}${others}`, tone: 'dim', indent },
    { text: '' },
  ];
}
