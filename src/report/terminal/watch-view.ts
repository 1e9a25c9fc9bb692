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
/** On a screen this low what grows matters more than the event loop. */
const LOW = 18;
/** Each key, what it does, and the same in short. */
const KEYS: readonly (readonly [string, string, string])[] = [
  ['m', 'mark', 'mark'],
  ['s', 'snapshot', 'snap'],
  ['g', 'collect garbage', 'gc'],
  ['o', 'sort by', 'sort'],
  ['q', 'quit', 'quit'],
];

/** The screen of `memprof watch`: `height` lines of at most `width` columns, or fewer where that is little. */
export function renderWatch(state: WatchState, { width, height, color }: WatchViewOptions): string[] {
  const style = makeStyle(color);
  const columns = width - 1;
  const isLow = height < LOW;
  const head = [headline(state, columns, style), ...(isLow ? [] : [''])];
  const loop = isLow ? [] : [...loopLines(state, columns, style), ''];
  const figures = [...memoryLines(state, columns, style), '', ...loop];
  const foot = [shorten(printable(state.status), columns), keysLine(state, columns, style)];
  let room = Math.max(0, height - head.length - figures.length - foot.length);
  const place = (lines: readonly string[]): readonly string[] => {
    room -= lines.length;
    return lines;
  };
  // The two tables share what the others leave; what the first does not need is the second's.
  const outputRoom = Math.min(MOST_OUTPUT, room >> 2);
  room -= outputLines(state, style, outputRoom, columns).length;
  const buffers = place(bufferLines(state, columns, style, Math.min(state.buffers.length + 2, room >> 2)));
  const constructorsNeed = constructorLines(state, columns, style, room).length;
  const linesRoom = room < LEAST_FOR_BOTH ? room : Math.max(room >> 1, room - constructorsNeed);
  const lines = place(lineLines(state, columns, style, linesRoom));
  const constructors = place(constructorLines(state, columns, style, room));
  // What nobody needs shows more of the output.
  const output = place(
    outputLines(state, style, Math.max(0, outputRoom + Math.min(room, MOST_OUTPUT)), columns),
  );
  room += outputRoom;
  const blank = Array.from({ length: Math.max(0, room) }, () => '');
  const body = [...head, ...figures, ...lines, ...constructors, ...buffers, ...blank, ...output];
  // However little room there is, the keys are shown.
  return [...body.slice(0, Math.max(0, height - foot.length)), ...foot].slice(-height);
}

/** Facts that have no room are left out, the least telling first. */
function headline({ title, facts, elapsedMs }: WatchState, columns: number, style: Style): string {
  const all = [...facts.toReversed(), `watched for ${formatDuration(elapsedMs)}`];
  const name = shorten(printable(title), Math.max(8, columns >> 1));
  const roomFor = (count: number): number =>
    columns - 'memprof watch  '.length - name.length - all.slice(count).join(' · ').length - 3;
  let left = 0;
  while (left < all.length && roomFor(left) < 0) left++;
  const [elapsed, ...others] = all.slice(left).toReversed();
  const rest = [...others, ...(elapsed === undefined ? [] : [elapsed])].map(
    (text) => ` ${style.dim('·')} ${text}`,
  );
  return `${style.strong('memprof watch')}  ${style.heading(name)}${rest.join('')}`;
}

/** The keys and what they do, in as many words as there is room for. */
function keysLine({ hasKeys, order }: WatchState, columns: number, style: Style): string {
  if (!hasKeys) return '';
  const other = order === 'growth' ? 'size' : 'growth';
  const long = KEYS.map(([key, does]) => [key, key === 'o' ? `${does} ${other}` : does] as const);
  const lengthOf = (keys: readonly (readonly [string, string])[]): number =>
    keys.reduce((total, [key, does]) => total + key.length + does.length + 3, -2);
  const keys = lengthOf(long) <= columns ? long : KEYS.map(([key, , short]) => [key, short] as const);
  return keys.map(([key, does]) => `${style.strong(key)} ${style.dim(does)}`).join('  ');
}
