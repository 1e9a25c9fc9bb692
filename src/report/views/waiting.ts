import type { AsyncStoresView } from '../../analysis/views/async-stores.ts';
import type { PromisesView } from '../../analysis/views/promises.ts';
import type { TimersView } from '../../analysis/views/timers.ts';
import { formatBytes, formatCount, formatDuration } from '../units.ts';
import type { Page } from './page.ts';
import { bytesCell, countCell, counted, figures, functionText, shareCell, text } from './words.ts';

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
          { text: delayText(row) },
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

function callText(row: TimersView['rows'][number]): string {
  return row.delayMs === null ? row.kind : `${row.kind} of ${delayText(row)},`;
}

function delayText({ delayMs, longestDelayMs }: TimersView['rows'][number]): string {
  if (delayMs === null || longestDelayMs === null) return '';
  const [shortest, longest] = [formatDuration(delayMs), formatDuration(longestDelayMs)];
  return shortest === longest ? shortest : `${shortest} to ${longest}`;
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
  const isNamed = rows.some(({ storage }) => storage !== null);
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
          ...(isNamed ? [text('storage')] : []),
          text('kept by'),
        ],
        rows: rows.map((row) => [
          bytesCell(row.retainedSize),
          shareCell(row.retainedSize, totalSize),
          countCell(row.storeCount),
          { text: row.constructorName, tone: 'strong' },
          ...(isNamed ? [{ text: row.storage ?? '' }] : []),
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
