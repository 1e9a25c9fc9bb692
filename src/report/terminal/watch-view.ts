import { formatDuration } from '../units.ts';
import { printable, shorten } from '../untrusted.ts';
import { type Style, type TerminalOptions, makeStyle } from './style.ts';
import { loopLines, memoryLines } from './watch-figures.ts';
import type { WatchState } from './watch-state.ts';
import { bufferLines, constructorLines, lineLines, outputLines } from './watch-tables.ts';

/** How much room there is. */
export interface WatchViewOptions extends TerminalOptions {
  readonly height: number;
}

const MOST_OUTPUT = 7;
/** With less room there is only one table. */
const LEAST_FOR_BOTH = 9;
const KEYS: readonly (readonly [string, string])[] = [
  ['m', 'mark'],
  ['s', 'snapshot'],
  ['g', 'collect garbage'],
  ['o', 'order'],
  ['q', 'quit'],
];

/** The screen of `memprof watch`: `height` lines of at most `width` columns, or fewer where that is little. */
export function renderWatch(state: WatchState, { width, height, color }: WatchViewOptions): string[] {
  const style = makeStyle(color);
  const columns = width - 1;
  const head = [headline(state, columns, style), ''];
  const figures = [...memoryLines(state, columns, style), '', ...loopLines(state, columns, style), ''];
  const foot = ['', footer(state, columns, style)];
  let room = Math.max(0, height - head.length - figures.length - foot.length);
  const place = (lines: readonly string[]): readonly string[] => {
    room -= lines.length;
    return lines;
  };
  // The two tables share what the others leave; what the first does not need is the second's.
  const output = place(outputLines(state, style, Math.min(MOST_OUTPUT, room >> 2), columns));
  const buffers = place(bufferLines(state, columns, style, Math.min(state.buffers.length + 2, room >> 2)));
  const constructorsNeed = constructorLines(state, columns, style, room).length;
  const linesRoom = room < LEAST_FOR_BOTH ? room : Math.max(room >> 1, room - constructorsNeed);
  const lines = place(lineLines(state, columns, style, linesRoom));
  const constructors = place(constructorLines(state, columns, style, room));
  const blank = Array.from({ length: Math.max(0, room) }, () => '');
  const body = [...head, ...figures, ...lines, ...constructors, ...buffers, ...blank, ...output];
  // However little room there is, the keys are shown.
  return [...body.slice(0, Math.max(0, height - foot.length)), ...foot].slice(-height);
}

function headline({ title, facts, elapsedMs }: WatchState, columns: number, style: Style): string {
  const rest = [...facts, `watched for ${formatDuration(elapsedMs)}`].join(' · ');
  const room = columns - 'memprof watch  '.length - rest.length - 3;
  const name = shorten(printable(title), Math.max(8, room));
  return `${style.strong('memprof watch')}  ${style.heading(name)} ${style.dim('·')} ${rest}`;
}

function footer({ status, hasKeys, order }: WatchState, columns: number, style: Style): string {
  const all = KEYS.map(([key, does]) => [key, key === 'o' ? `by ${order}` : does] as const);
  const keys = all.map(([key, does]) => `${key} ${does}`).join('  ');
  const said = shorten(printable(status), Math.max(0, columns - (hasKeys ? keys.length + 3 : 0)));
  if (!hasKeys) return said;
  const shown = all.map(([key, does]) => `${style.strong(key)} ${style.dim(does)}`).join('  ');
  return said === '' ? shown : `${shown}   ${said}`;
}
