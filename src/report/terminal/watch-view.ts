import type { AllocationRow, BufferResult, ConstructorRow } from '../../analysis/results.ts';
import { formatBytes, formatBytesDiff, formatCount, formatCountDiff, formatDuration } from '../units.ts';
import { printable, shorten } from '../untrusted.ts';
import { placeOf } from './growth-section.ts';
import { sparkline } from './sparkline.ts';
import { type Style, type TerminalOptions, makeStyle } from './style.ts';
import { drawTable } from './table.ts';

/** Figures of a watched program for one tick. */
export interface WatchSample {
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
  readonly arrayBuffersBytes: number;
  readonly majorCollections: number;
  readonly minorCollections: number;
  /** Time spent collecting garbage. */
  readonly collectingMs: number;
  /** How late the event loop was in the worst of a hundred turns; null when it did not turn. */
  readonly delayMs: number | null;
  /** Share of the time the event loop was busy, 0 … 1. */
  readonly utilization: number;
}

/** The last census of constructors, and when there will be another. */
export interface CensusState {
  readonly agoMs: number;
  readonly tookMs: number;
  /** Null when only asked for. */
  readonly nextMs: number | null;
}

/** Everything a moment of `memprof watch` shows. */
export interface WatchState {
  readonly title: string;
  /** `pid 4711`, `Node v20.20.2`, … */
  readonly facts: readonly string[];
  readonly elapsedMs: number;
  /** Oldest first. */
  readonly samples: readonly WatchSample[];
  /** What growth is counted from: `the start`, or a mark's name. */
  readonly since: string;
  /** Memory at that moment. */
  readonly baseline: WatchSample | null;
  readonly order: 'growth' | 'size';
  readonly lines: readonly AllocationRow[];
  readonly constructors: readonly ConstructorRow[];
  readonly census: CensusState | null;
  /** Why there is no census, or what stands in the way of the next; null when nothing does. */
  readonly censusNote: string | null;
  readonly buffers: readonly BufferResult[];
  /** The last lines the program printed, and the file that has them all; null when they go elsewhere. */
  readonly output: { readonly lines: readonly string[]; readonly file: string } | null;
  /** What was done last, or what is being done. */
  readonly status: string;
  /** Whether keys can be pressed. */
  readonly hasKeys: boolean;
}

/** How much room there is. */
export interface WatchViewOptions extends TerminalOptions {
  readonly height: number;
}

const NAME_COLUMNS = 14;
const FIGURE_COLUMNS = 46;
const WIDEST_CHART = 80;
const KEYS: readonly (readonly [string, string])[] = [
  ['m', 'mark'],
  ['s', 'snapshot'],
  ['g', 'collect garbage'],
  ['o', 'order'],
  ['q', 'quit'],
];

/** The screen of `memprof watch`: at most `height` lines of at most `width` columns. */
export function renderWatch(state: WatchState, { width, height, color }: WatchViewOptions): string[] {
  const style = makeStyle(color);
  const columns = width - 1;
  const head = [headline(state, columns, style), ''];
  const figures = [...memoryLines(state, columns, style), '', ...loopLines(state, columns, style), ''];
  const foot = ['', footer(state, columns, style)];
  let room = height - head.length - figures.length - foot.length;
  const take = (wanted: number): number => {
    const given = Math.max(0, Math.min(wanted, room));
    room -= given;
    return given;
  };
  // What is fixed in length is counted first; the tables share what is left.
  const output = outputLines(state, style, take(state.output === null ? 0 : Math.min(7, room >> 2)), columns);
  const buffers = bufferLines(state, columns, style, take(Math.min(room >> 2, state.buffers.length + 2)));
  const constructors = constructorLines(state, columns, style, take((room >> 1) + (room & 1)));
  const lines = lineLines(state, columns, style, take(room));
  return [...head, ...figures, ...lines, ...constructors, ...buffers, ...output, ...foot].slice(0, height);
}

/** One line for a log, where there is no terminal to draw on. */
export function renderWatchLine(state: WatchState, time: string): string {
  const last = state.samples.at(-1);
  const { baseline } = state;
  if (last === undefined) return '';
  const grown = state.lines.find(({ sizeDiffBytes }) => sizeDiffBytes > 0);
  const parts = [
    `RSS ${formatBytes(last.rssBytes)}`,
    `heap ${formatBytes(last.heapUsedBytes)}${baseline === null ? '' : ` (${formatBytesDiff(last.heapUsedBytes - baseline.heapUsedBytes)})`}`,
    `buffers ${formatBytes(last.arrayBuffersBytes)}`,
    `gc ${last.majorCollections} major ${last.minorCollections} minor ${formatDuration(last.collectingMs)}`,
    `delay ${delayOf(last)}`,
    `busy ${percent(last.utilization)}`,
    ...(grown === undefined
      ? []
      : [
          `grows ${formatBytesDiff(grown.sizeDiffBytes)} ${printable(placeOf(grown))} ${printable(grown.functionName ?? '')}`,
        ]),
  ];
  return `${time}  ${parts.join('  ').trimEnd()}\n`;
}

function headline({ title, facts, elapsedMs }: WatchState, columns: number, style: Style): string {
  const rest = [...facts, `watched for ${formatDuration(elapsedMs)}`].join(' · ');
  const room = columns - 'memprof watch  '.length - rest.length - 3;
  const name = shorten(printable(title), Math.max(8, room));
  return `${style.strong('memprof watch')}  ${style.heading(name)} ${style.dim('·')} ${rest}`;
}

function memoryLines({ samples, baseline, since }: WatchState, columns: number, style: Style): string[] {
  const rows = [
    { name: 'RSS', of: (sample: WatchSample) => sample.rssBytes },
    { name: 'heap in use', of: (sample: WatchSample) => sample.heapUsedBytes },
    { name: 'buffers', of: (sample: WatchSample) => sample.arrayBuffersBytes },
  ];
  const last = samples.at(-1);
  const lines = rows.map(({ name, of }) => {
    const diff = last && baseline ? of(last) - of(baseline) : 0;
    const paint = diff > 0 ? style.grown : diff < 0 ? style.shrunk : style.dim;
    const figures = `${figure(last && formatBytes(of(last)))}  ${paint(formatBytesDiff(diff).padStart(10))}`;
    return `${label(name)}${chart(samples.map(of), columns, style)}${figures}  ${style.dim(`most ${formatBytes(Math.max(0, ...samples.map(of)))}`)}`;
  });
  return [`${style.heading('Memory')} ${style.dim(`and its change since ${printable(since)}`)}`, ...lines];
}

function loopLines({ samples }: WatchState, columns: number, style: Style): string[] {
  const last = samples.at(-1);
  const worst = Math.max(0, ...samples.map(({ delayMs }) => delayMs ?? 0));
  const sum = (of: (sample: WatchSample) => number): number =>
    samples.reduce((total, sample) => total + of(sample), 0);
  const collected = `${formatCount(sum(({ majorCollections }) => majorCollections))} major, ${formatCount(sum(({ minorCollections }) => minorCollections))} minor`;
  return [
    `${style.heading('Event loop')} ${style.dim('and garbage collection')}`,
    `${label('delay p99')}${chart(
      samples.map(({ delayMs }) => delayMs ?? worst),
      columns,
      style,
    )}${figure(last && delayOf(last))}  ${style.dim(`worst ${formatMilliseconds(worst)}`)}`,
    `${label('busy')}${chart(
      samples.map(({ utilization }) => utilization),
      columns,
      style,
    )}${figure(last && percent(last.utilization))}`,
    `${label('collecting')}${chart(
      samples.map(({ collectingMs }) => collectingMs),
      columns,
      style,
    )}${figure(last && formatMilliseconds(last.collectingMs))}  ${style.dim(collected)}`,
  ];
}

function lineLines(
  { lines, since, order }: WatchState,
  columns: number,
  style: Style,
  room: number,
): string[] {
  const shown = lines.filter(({ sizeDiffBytes }) => order === 'size' || sizeDiffBytes !== 0);
  const table = drawTable(
    [
      { head: 'size', align: 'right' },
      { head: 'size diff', align: 'right' },
      { head: 'where', shortenTo: 20 },
      { head: 'function', shortenTo: 20 },
    ],
    shown
      .slice(0, Math.max(0, room - 3))
      .map((row) => [
        { text: formatBytes(row.sizeBytes) },
        {
          text: formatBytesDiff(row.sizeDiffBytes),
          paint: row.sizeDiffBytes > 0 ? style.grown : style.shrunk,
        },
        { text: printable(placeOf(row)), paint: style.strong },
        { text: printable(row.functionName ?? '') },
      ]),
    columns,
    style,
  );
  const title = `${style.heading('Lines')} ${style.dim(`whose live allocations changed most since ${printable(since)} (sampled)`)}`;
  return section(title, shown.length === 0 ? '  nothing yet\n' : table, room, style);
}

function constructorLines(state: WatchState, columns: number, style: Style, room: number): string[] {
  const { constructors, order, census, censusNote, since } = state;
  const shown = constructors.filter(
    ({ countDiff, sizeDiffBytes }) => order === 'size' || countDiff !== 0 || sizeDiffBytes !== 0,
  );
  const table = drawTable(
    [
      { head: 'count', align: 'right' },
      { head: 'count diff', align: 'right' },
      { head: 'size', align: 'right' },
      { head: 'growth held', align: 'right' },
      { head: 'constructor', shortenTo: 20 },
    ],
    shown
      .slice(0, Math.max(0, room - 3))
      .map((row) => [
        { text: formatCount(row.count) },
        { text: formatCountDiff(row.countDiff), paint: row.countDiff > 0 ? style.grown : style.shrunk },
        { text: formatBytes(row.sizeBytes) },
        { text: formatBytesDiff(row.accountedDiffBytes) },
        { text: printable(row.constructorName), paint: style.strong },
      ]),
    columns,
    style,
  );
  const when = [
    census === null
      ? null
      : `census ${formatDuration(census.agoMs)} ago, took ${formatDuration(census.tookMs)}`,
    census === null || census.nextMs === null ? null : `next in ${formatDuration(census.nextMs)}`,
    censusNote,
  ].filter((text) => text !== null);
  const title = `${style.heading('Constructors')} ${style.dim(`since ${printable(since)}${when.length === 0 ? '' : ` · ${when.join(' · ')}`}`)}`;
  const nothing = census === null ? '  no census yet: s takes one\n' : '  no change\n';
  return section(title, shown.length === 0 ? nothing : table, room, style);
}

function bufferLines({ buffers }: WatchState, columns: number, style: Style, room: number): string[] {
  const bar = 20;
  const rows = buffers.map(({ name, capacity, length, dropped }) => {
    const filled = Math.round((length / capacity) * bar);
    const state = dropped > 0 ? style.warning(`${formatCount(dropped)} dropped`) : '';
    return `  ${shorten(printable(name), 24).padEnd(26)}${style.grown('█'.repeat(filled))}${style.dim('░'.repeat(bar - filled))}  ${formatCount(length)} of ${formatCount(capacity)}  ${state}`.trimEnd();
  });
  if (rows.length === 0 || columns < 70) return [];
  return section(style.heading('Ring buffers'), `${rows.join('\n')}\n`, room, style);
}

function outputLines({ output }: WatchState, style: Style, room: number, columns: number): string[] {
  if (output === null || room < 2) return [];
  const lines = output.lines.slice(-(room - 1)).map((line) => `  ${shorten(printable(line), columns - 2)}`);
  const padding = Array.from({ length: room - 1 - lines.length }, () => '');
  return [`${style.heading('Output')} ${style.dim(`all of it in ${output.file}`)}`, ...lines, ...padding];
}

function footer({ status, hasKeys }: WatchState, columns: number, style: Style): string {
  const keys = KEYS.map(([key, does]) => `${key} ${does}`).join('  ');
  const said = shorten(printable(status), Math.max(0, columns - (hasKeys ? keys.length + 3 : 0)));
  if (!hasKeys) return said;
  const shown = KEYS.map(([key, does]) => `${style.strong(key)} ${style.dim(does)}`).join('  ');
  return said === '' ? shown : `${shown}   ${said}`;
}

/** A title, its lines and an empty one, cut to the room there is; nothing where that would say nothing. */
function section(title: string, body: string, room: number, style: Style): string[] {
  if (room < 3) return [];
  const lines = body.split('\n').slice(0, -1);
  const shown = lines.slice(0, room - 2);
  if (shown.length < lines.length && shown.length > 1) shown[shown.length - 1] = style.dim('  …');
  return [title, ...shown, ''];
}

function chart(values: readonly number[], columns: number, style: Style): string {
  const width = Math.min(WIDEST_CHART, columns - NAME_COLUMNS - FIGURE_COLUMNS);
  if (width < 8) return '';
  const recent = values.slice(-width);
  const line =
    recent.length < 2
      ? ''
      : sparkline(
          recent.map((value, at) => ({ at, value })),
          recent.length,
        );
  return `${style.heading(line)}${' '.repeat(width - line.length)} `;
}

function label(name: string): string {
  return `  ${name.padEnd(NAME_COLUMNS - 2)}`;
}

function figure(text: string | undefined): string {
  return (text ?? '').padStart(9);
}

function delayOf({ delayMs }: WatchSample): string {
  return delayMs === null ? 'blocked' : formatMilliseconds(delayMs);
}

function formatMilliseconds(milliseconds: number): string {
  return milliseconds < 9.95 ? `${milliseconds.toFixed(1)} ms` : formatDuration(milliseconds);
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
