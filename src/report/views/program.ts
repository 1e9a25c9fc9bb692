import type { GlobalsView } from '../../analysis/views/globals.ts';
import type { ModuleRow, ModulesView } from '../../analysis/views/modules.ts';
import { formatBytes } from '../units.ts';
import type { Page } from './page.ts';
import { bytesCell, countCell, counted, figures, formatShare, objectText, shareCell, text } from './words.ts';

/** The page of `memprof analyze <file> modules`. */
export function modulesPage({ rows, rowCount, totalSize, unownedSize, isBundled }: ModulesView): Page {
  const top = rows.find(({ packageName }) => packageName !== null);
  return {
    title: 'Modules',
    sentence: top
      ? `Of the packages, ${top.packageName} retains most: ${formatBytes(top.retainedSize)}, ${formatShare(top.retainedSize, totalSize)} of the heap.`
      : "No npm package is loaded: all code is the program's own or Node's.",
    tables: [
      {
        heading: 'By package',
        columns: [
          figures('retained'),
          figures('share'),
          figures('files'),
          figures('functions'),
          figures('instances'),
          text('package', 32),
        ],
        rows: rows.map((row) => [
          bytesCell(row.retainedSize),
          shareCell(row.retainedSize, totalSize),
          countCell(row.scriptCount),
          countCell(row.functionCount),
          countCell(row.instanceCount),
          { text: moduleText(row), tone: row.packageName === null ? 'dim' : 'strong' },
        ]),
        rowCount,
      },
    ],
    notes: [
      `Counted are code, functions, modules and their variables, and objects of its classes, with what they alone keep alive. Figures overlap where one keeps things for another; Node's own is without what it keeps for the others. ${formatBytes(unownedSize)} is kept by several of them together, or by none.`,
      ...(isBundled
        ? [
            'Of packages in a bundle, variables outside all functions can be in a scope they share: they are counted as the program’s.',
          ]
        : []),
    ],
    next: top ? [{ args: 'dominators', why: 'the biggest objects, and whose they are' }] : [],
  };
}

function moduleText({ packageName, isNode }: ModuleRow): string {
  return packageName ?? (isNode ? "(Node's own code)" : '(the program itself)');
}

/** The page of `memprof analyze <file> globals`. */
export function globalsPage({ rows, rowCount, retainedSize, totalSize }: GlobalsView): Page {
  const [top] = rows;
  return {
    title: 'Globals',
    sentence: top
      ? `${counted(rowCount, 'global of the program retains', 'globals of the program retain')} ${formatBytes(retainedSize)}, ${formatShare(retainedSize, totalSize)} of the heap; most of it ${top.name}.`
      : 'The program has no globals of its own.',
    tables: [
      {
        heading: "Neither the language's nor Node's",
        columns: [figures('retained'), figures('share'), text('global', 32), text('object', 24)],
        rows: rows.map((row) => [
          bytesCell(row.object.retainedSize),
          shareCell(row.object.retainedSize, totalSize),
          { text: row.kind === 'lexical' ? `${row.name} (let, const or class)` : row.name, tone: 'strong' },
          { text: objectText(row.object), tone: 'dim' },
        ]),
        rowCount,
      },
    ],
    notes: [],
    next: top ? [{ args: `dominators ${top.object.id}`, why: `what ${top.name} holds` }] : [],
  };
}
