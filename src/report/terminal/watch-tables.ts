import { formatBytes, formatBytesDiff, formatCount, formatCountDiff, formatDuration } from '../units.ts';
import { printable, shorten } from '../untrusted.ts';
import { placeOf } from './allocation-table.ts';
import type { Style } from './style.ts';
import { drawTable } from './table.ts';
import type { WatchState } from './watch-state.ts';

const BAR_COLUMNS = 20;

/** The lines whose live allocations grew; at most `room` lines. */
export function lineLines(
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
    shown.slice(0, Math.max(0, room - 3)).map((row) => [
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

/** The constructors whose objects grew in number, by the last census; at most `room` lines. */
export function constructorLines(state: WatchState, columns: number, style: Style, room: number): string[] {
  const { constructors, order, census, censusNote, since } = state;
  const changed = constructors.filter(
    ({ countDiff, sizeDiffBytes }) => order === 'size' || countDiff !== 0 || sizeDiffBytes !== 0,
  );
  // Until there is something to compare with, what there is.
  const shown = changed.length > 0 ? changed : constructors.toSorted((a, b) => b.sizeBytes - a.sizeBytes);
  const what =
    changed.length > 0 || constructors.length === 0
      ? `since ${printable(since)}`
      : 'by size, nothing has grown yet';
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
  const title = `${style.heading('Constructors')} ${style.dim(`${what}${when.length === 0 ? '' : ` · ${when.join(' · ')}`}`)}`;
  const nothing = census === null ? '  no census yet: s takes one\n' : '  nothing\n';
  return section(title, shown.length === 0 ? nothing : table, room, style);
}

/** How full each ring buffer is; at most `room` lines. */
export function bufferLines({ buffers }: WatchState, columns: number, style: Style, room: number): string[] {
  const rows = buffers.map(({ name, capacity, length, dropped }) => {
    const filled = Math.round((length / capacity) * BAR_COLUMNS);
    const state = dropped > 0 ? style.warning(`${formatCount(dropped)} dropped`) : '';
    return `  ${shorten(printable(name), 24).padEnd(26)}${style.heading('█'.repeat(filled))}${style.dim('░'.repeat(BAR_COLUMNS - filled))}  ${formatCount(length)} of ${formatCount(capacity)}  ${state}`.trimEnd();
  });
  if (rows.length === 0 || columns < 70) return [];
  return section(style.heading('Ring buffers'), `${rows.join('\n')}\n`, room, style);
}

/** The last lines the program printed; exactly `room` lines, or none. */
export function outputLines({ output }: WatchState, style: Style, room: number, columns: number): string[] {
  if (output === null || room < 2) return [];
  const lines = output.lines.slice(-(room - 1)).map((line) => `  ${shorten(printable(line), columns - 2)}`);
  const padding = Array.from({ length: room - 1 - lines.length }, () => '');
  return [`${style.heading('Output')} ${style.dim(`all of it in ${output.file}`)}`, ...lines, ...padding];
}

/** A title, its lines and an empty one, cut to the room there is; nothing where that would say nothing. */
function section(title: string, body: string, room: number, style: Style): string[] {
  if (room < 4) return [];
  const lines = body.split('\n').slice(0, -1);
  const shown = lines.slice(0, room - 2);
  if (shown.length < lines.length && shown.length > 1) shown[shown.length - 1] = style.dim('  …');
  return [title, ...shown, ''];
}
