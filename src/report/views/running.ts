import type { AsyncStoresView } from '../../analysis/views/async-stores.ts';
import type { ClosuresView } from '../../analysis/views/closures.ts';
import type { ListenersView } from '../../analysis/views/listeners.ts';
import type { PromisesView } from '../../analysis/views/promises.ts';
import type { TimersView } from '../../analysis/views/timers.ts';
import { formatBytes, formatCount, formatDuration } from '../units.ts';
import type { Page } from './page.ts';
import {
  bytesCell,
  countCell,
  counted,
  figures,
  formatShare,
  functionText,
  pathText,
  shareCell,
  text,
} from './words.ts';

/** The page of `memprof analyze <file> closures`. */
export function closuresPage({ rows, rowCount, closureCount, contextCount, totalSize }: ClosuresView): Page {
  const [top] = rows;
  return {
    title: 'Closures',
    sentence: top
      ? `${counted(top.contextCount, 'context')} of ${functionText(top.functions[0])} ${top.contextCount === 1 ? 'retains' : 'retain'} ${formatBytes(top.retainedSize)}, ${formatShare(top.retainedSize, totalSize)} of the heap` +
        `${top.variables[0] && top.variables[0].retainedSize > 0 ? `, most of it by the variable ${top.variables[0].name}` : ''}.`
      : 'No function of the program captured anything.',
    tables: [
      {
        heading: 'Contexts by the code they belong to',
        columns: [
          figures('retained'),
          figures('share'),
          figures('contexts'),
          figures('closures'),
          text('functions', 32),
          text('variables that keep most'),
        ],
        rows: rows.map((row) => [
          bytesCell(row.retainedSize),
          shareCell(row.retainedSize, totalSize),
          countCell(row.contextCount),
          countCell(row.closureCount),
          { text: row.functions.slice(0, 2).map(functionText).join(', '), tone: 'strong' },
          {
            text: row.variables
              .filter((variable) => variable.retainedSize > 0)
              .map(
                ({ name, constructorName, retainedSize }) =>
                  `${name}: ${constructorName} ${formatBytes(retainedSize)}`,
              )
              .join(', '),
            tone: 'dim',
          },
        ]),
        rowCount,
      },
    ],
    notes: [
      `${counted(closureCount, 'function')} in ${counted(contextCount, 'context')}, Node's own included. Functions made in one place share a context, so each keeps what any of them captured.`,
    ],
    next: [],
  };
}

/** More listeners for one event than this make Node warn. */
const USUAL_LISTENERS = 10;

/** The page of `memprof analyze <file> listeners`. */
export function listenersPage({ rows, rowCount, objectCount, listenerCount }: ListenersView): Page {
  const [top] = rows;
  return {
    title: 'Listeners',
    sentence: !top
      ? 'Nothing listens to anything.'
      : top.count > USUAL_LISTENERS
        ? `${counted(top.count, 'listener')} for "${top.event}" on one ${top.constructorName} (${pathText(top.path)}, @${top.object.id}): more than ${USUAL_LISTENERS} usually means that they are added and never removed.`
        : `${counted(listenerCount, 'listener')} on ${counted(objectCount, 'object')}, at most ${formatCount(top.count)} for one event: nothing remarkable.`,
    tables: [
      {
        heading: 'By object and event',
        columns: [
          figures('listeners'),
          figures('retained'),
          text('event'),
          text('object', 24),
          text('mostly'),
          text('held by', 32),
        ],
        rows: rows.map((row) => [
          {
            text: formatCount(row.count),
            ...(row.count > USUAL_LISTENERS ? { tone: 'warning' as const } : {}),
          },
          bytesCell(row.retainedSize),
          { text: row.event, tone: 'strong' },
          { text: `${row.constructorName} @${row.object.id}` },
          { text: row.listeners[0] ? functionText(row.listeners[0].listener) : '' },
          { text: pathText(row.path), tone: 'dim' },
        ]),
        rowCount,
      },
    ],
    notes: [],
    next: top ? [{ args: `path ${top.object.id}`, why: 'what keeps the object with the most' }] : [],
  };
}

/** The page of `memprof analyze <file> timers`. */
export function timersPage({ rows, rowCount, timerCount, doneCount, totalSize }: TimersView): Page {
  const [top] = rows;
  return {
    title: 'Timers',
    sentence: top
      ? `${counted(timerCount, 'timer waits', 'timers wait')}; ${formatCount(top.count)} × ${callText(top)} ${functionText(top.callback)} ${top.count === 1 ? 'retains' : 'retain'} most, ${formatBytes(top.retainedSize)}.`
      : 'No timer waits.',
    tables: [
      {
        heading: 'By callback',
        columns: [
          figures('retained'),
          figures('share'),
          figures('count'),
          figures('delay'),
          text('timer'),
          text('callback', 32),
        ],
        rows: rows.map((row) => [
          bytesCell(row.retainedSize),
          shareCell(row.retainedSize, totalSize),
          countCell(row.count),
          { text: row.delayMs === null ? '' : formatDuration(row.delayMs) },
          { text: row.kind },
          { text: functionText(row.callback), tone: 'strong' },
        ]),
        rowCount,
      },
    ],
    notes:
      doneCount > 0
        ? [`${counted(doneCount, 'timer')} more ran or were cleared, and something still refers to them.`]
        : [],
    next: [],
  };
}

function callText({ kind, delayMs }: TimersView['rows'][number]): string {
  return delayMs === null ? kind : `${kind} of ${formatDuration(delayMs)},`;
}

/** The page of `memprof analyze <file> promises`. */
export function promisesPage({
  rows,
  rowCount,
  promiseCount,
  pendingCount,
  reactionCount,
  totalSize,
}: PromisesView): Page {
  const [top] = rows;
  return {
    title: 'Promises',
    sentence: top
      ? `${counted(pendingCount, 'promise is', 'promises are')} pending with ${counted(reactionCount, 'reaction')}; ` +
        `${formatCount(top.count)} × ${functionText(top.waiting)} ${top.kind === 'await' ? (top.count === 1 ? 'stands still at an await' : 'stand still at an await') : top.count === 1 ? 'waits' : 'wait'} and ${top.count === 1 ? 'keeps' : 'keep'} ${formatBytes(top.retainedSize)}.`
      : 'No pending promise has a reaction: nothing waits.',
    tables: [
      {
        heading: 'What waits',
        columns: [
          figures('retained'),
          figures('share'),
          figures('waiting'),
          figures('promises'),
          text('how'),
          text('function', 32),
        ],
        rows: rows.map((row) => [
          bytesCell(row.retainedSize),
          shareCell(row.retainedSize, totalSize),
          countCell(row.count),
          countCell(row.promiseCount),
          { text: row.kind },
          { text: functionText(row.waiting), tone: 'strong' },
        ]),
        rowCount,
      },
    ],
    notes: [
      `${counted(promiseCount, 'promise')} in all. Pending ones that nothing waits for look like ones fulfilled with undefined, and are not counted.`,
    ],
    next: [],
  };
}

/** The page of `memprof analyze <file> async-stores`. */
export function asyncStoresPage({
  rows,
  rowCount,
  storeCount,
  holderCount,
  totalSize,
}: AsyncStoresView): Page {
  const [top] = rows;
  return {
    title: 'Stores of AsyncLocalStorage',
    sentence: top
      ? `${counted(storeCount, 'store is', 'stores are')} alive, kept by ${counted(holderCount, 'resource')}; ` +
        `${formatCount(top.storeCount)} × ${top.constructorName} ${top.storeCount === 1 ? 'retains' : 'retain'} ${formatBytes(top.retainedSize)}` +
        `${top.holders[0] ? `, kept above all by ${formatCount(top.holders[0].count)} × ${top.holders[0].constructorName}` : ''}.`
      : 'No store of an AsyncLocalStorage is alive.',
    tables: [
      {
        heading: 'By constructor',
        columns: [
          figures('retained'),
          figures('share'),
          figures('stores'),
          text('store'),
          text('storage'),
          text('kept by'),
        ],
        rows: rows.map((row) => [
          bytesCell(row.retainedSize),
          shareCell(row.retainedSize, totalSize),
          countCell(row.storeCount),
          { text: row.constructorName, tone: 'strong' },
          { text: row.storage ?? '' },
          {
            text: row.holders
              .map((holder) => `${formatCount(holder.count)} × ${holder.constructorName}`)
              .join(', '),
            tone: 'dim',
          },
        ]),
        rowCount,
      },
    ],
    notes: [],
    next: [],
  };
}
