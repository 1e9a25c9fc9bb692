import { stripVTControlCharacters } from 'node:util';
import { formatBytes, formatBytesDiff, formatCount, formatDuration } from '../units.ts';
import { printable } from '../untrusted.ts';
import { BLOCKS } from './sparkline.ts';
import type { Style } from './style.ts';
import type { WatchSample, WatchState } from './watch-state.ts';

const NAME_COLUMNS = 14;
const FIGURE_COLUMNS = 46;
const WIDEST_CHART = 80;
/** Below this share of the most, memory that moves is drawn as moving; above, hardly. */
const QUIET_SHARE = 0.8;
/** Shorter times than this fill no chart. */
const QUIET_MS = 10;

/** Memory over time, each series with a chart, its last figure and its change. */
export function memoryLines(
  { samples, baseline, since }: WatchState,
  columns: number,
  style: Style,
): string[] {
  const rows = [
    { name: 'RSS', of: (sample: WatchSample) => sample.rssBytes },
    { name: 'heap in use', of: (sample: WatchSample) => sample.heapUsedBytes },
    { name: 'buffers', of: (sample: WatchSample) => sample.arrayBuffersBytes },
  ];
  const last = samples.at(-1);
  const lines = rows.map(({ name, of }) => {
    const values = samples.map(of);
    const most = Math.max(0, ...values);
    const diff = last && baseline ? of(last) - of(baseline) : 0;
    const paint = diff > 0 ? style.grown : diff < 0 ? style.shrunk : style.dim;
    const bars = chart(values, [Math.min(...values, most * QUIET_SHARE), most], columns, style);
    const figures = `${figure(last && formatBytes(of(last)))}  ${paint(formatBytesDiff(diff).padStart(10))}`;
    return withRest(`${label(name)}${bars}${figures}`, `most ${formatBytes(most)}`, columns, style);
  });
  return [`${style.heading('Memory')} ${style.dim(`and its change since ${printable(since)}`)}`, ...lines];
}

/** How late and how busy the event loop was, and what garbage collection took. */
export function loopLines({ samples }: WatchState, columns: number, style: Style): string[] {
  const last = samples.at(-1);
  const sum = (of: (sample: WatchSample) => number): number =>
    samples.reduce((total, sample) => total + of(sample), 0);
  const delays = samples.map(({ delayMs }) => delayMs ?? 0);
  const worst = Math.max(0, ...delays);
  const busy = samples.map(({ utilization }) => utilization);
  const collecting = samples.map(({ collectingMs }) => collectingMs);
  const longest = Math.max(QUIET_MS, ...collecting);
  const major = formatCount(sum(({ majorCollections }) => majorCollections));
  const minor = formatCount(sum(({ minorCollections }) => minorCollections));
  const row = (name: string, bars: string, text: string | undefined, rest: string): string =>
    withRest(`${label(name)}${bars}${figure(text)}`, rest, columns, style);
  return [
    `${style.heading('Event loop')} ${style.dim('and garbage collection')}`,
    row(
      'delay p99',
      chart(delays, [0, Math.max(QUIET_MS, worst)], columns, style),
      last && delayOf(last),
      `worst ${formatMilliseconds(worst)}`,
    ),
    row('busy', chart(busy, [0, 1], columns, style), last && percent(last.utilization), ''),
    row(
      'collecting',
      chart(collecting, [0, longest], columns, style),
      last && formatMilliseconds(last.collectingMs),
      `${major} major, ${minor} minor`,
    ),
  ];
}

/**
 * The last values as bars, the newest at the right.
 *
 * @param lowest - What an empty bar stands for; small changes of large values must not look like large ones.
 */
function chart(
  values: readonly number[],
  [lowest, highest]: readonly [number, number],
  columns: number,
  style: Style,
): string {
  const width = Math.min(WIDEST_CHART, columns - NAME_COLUMNS - FIGURE_COLUMNS);
  if (width < 8) return '';
  const range = Math.max(highest - lowest, Number.EPSILON);
  const bars = values.slice(-width).map((value) => {
    const height = Math.max(0, Math.min(1, (value - lowest) / range));
    return BLOCKS[Math.min(BLOCKS.length - 1, Math.floor(height * BLOCKS.length))]!;
  });
  return `${' '.repeat(width - bars.length)}${style.heading(bars.join(''))} `;
}

/** What is said only where there is room for it. */
function withRest(line: string, rest: string, columns: number, style: Style): string {
  const taken = stripVTControlCharacters(line).length + 2 + rest.length;
  return rest === '' || taken > columns ? line : `${line}  ${style.dim(rest)}`;
}

function label(name: string): string {
  return `  ${name.padEnd(NAME_COLUMNS - 2)}`;
}

function figure(text: string | undefined): string {
  return (text ?? '').padStart(9);
}

/** How late the event loop was. */
export function delayOf({ delayMs }: WatchSample): string {
  return delayMs === null ? '–' : formatMilliseconds(delayMs);
}

function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 9.95 ? `${milliseconds.toFixed(1)} ms` : formatDuration(milliseconds);
}

/** A share of 1, in percent. */
export function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
