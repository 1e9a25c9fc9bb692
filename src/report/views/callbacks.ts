import type { ClosuresView } from '../../analysis/views/closures.ts';
import type { ListenersView } from '../../analysis/views/listeners.ts';
import { formatBytes, formatCount } from '../units.ts';
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
        `${top.variables[0] && top.variables[0].retainedSize > 0 ? `, most of it by ${variableName(top.variables[0].name)}` : ''}.`
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
            text: remarkable(row.variables)
              .map(
                ({ name, constructorName, retainedSize }) =>
                  `${name ?? "(a block's)"}: ${constructorName} ${formatBytes(retainedSize)}`,
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

function variableName(name: string | null): string {
  return name === null ? "a block's variable" : `the variable ${name}`;
}

/** A variable that keeps less than this share of what the first one keeps is not worth the room. */
const WORTH_NAMING = 0.1;

function remarkable(variables: ClosuresView['rows'][number]['variables']): typeof variables {
  const most = variables[0]?.retainedSize ?? 0;
  return variables.filter(({ retainedSize }) => retainedSize > most * WORTH_NAMING);
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
