import { hasSurelyGrown } from '../growth-words.ts';
import { formatBytes, formatBytesDiff, formatDuration } from '../units.ts';
import { printable } from '../untrusted.ts';
import { placeOf } from './allocation-table.ts';
import { delayOf, percent } from './watch-figures.ts';
import type { WatchState } from './watch-state.ts';

/** One line for a log, where there is no terminal to draw on. */
export function renderWatchLine(state: WatchState, time: string): string {
  const last = state.samples.at(-1);
  const { baseline } = state;
  if (last === undefined) return '';
  const grown = state.lines.find(hasSurelyGrown);
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
