import type { MemoryResult, RunResult } from '../../analysis/results.ts';
import { wholeMemory } from '../../analysis/whole-memory.ts';
import { reconcile } from '../reconcile.ts';
import { formatBytes, formatDuration } from '../units.ts';
import { printable } from '../untrusted.ts';
import { sparkline } from './sparkline.ts';
import type { Style } from './style.ts';
import { drawTable } from './table.ts';

const CHART_COLUMNS = 60;
const NAME_COLUMNS = 16;

/** What the section shows of a run. */
type MemoryShown = Pick<RunResult, 'labels' | 'memory' | 'places'>;

/** Memory at each label, taken apart, and a small chart of what happened in between. */
export function memorySection(result: MemoryShown, width: number, style: Style): string {
  if (result.labels.length === 0) return '';
  const table = drawTable(
    [
      { head: 'label', shortenTo: 30 },
      { head: 'at', align: 'right', leaveOut: 1 },
      { head: 'RSS', align: 'right' },
      { head: '= V8 heap', align: 'right' },
      { head: '+ buffers', align: 'right' },
      { head: '+ other', align: 'right' },
      { head: '+ unexplained', align: 'right' },
      { head: 'heap in use', align: 'right' },
    ],
    result.labels.map((label) => {
      const memory = wholeMemory(label);
      const parts = reconcile(memory);
      return [
        { text: printable(label.name) },
        { text: formatDuration(label.elapsedMs) },
        { text: formatBytes(parts.rssBytes) },
        { text: formatBytes(parts.heapBytes) },
        { text: formatBytes(parts.arrayBuffersBytes) },
        { text: formatBytes(parts.otherExternalBytes) },
        { text: formatBytes(parts.unexplainedBytes) },
        { text: formatBytes(memory.heapUsedBytes), paint: style.strong },
      ];
    }),
    width,
    style,
  );
  const isFollowed = result.places !== undefined;
  const remark = `at each label, after a full garbage collection${isFollowed ? '; of the whole program' : ''}`;
  return `${style.heading('Memory')} ${style.dim(remark)}\n${table}${chart(result, width, style)}`;
}

function chart(result: MemoryShown, width: number, style: Style): string {
  const columns = Math.min(CHART_COLUMNS, width - NAME_COLUMNS - 28);
  if (result.memory.length < 2 || columns < 10) return '';
  const series = [
    { name: 'RSS', of: (memory: MemoryResult) => memory.rssBytes },
    { name: 'heap in use', of: (memory: MemoryResult) => memory.heapUsedBytes },
    { name: 'buffers', of: (memory: MemoryResult) => memory.arrayBuffersBytes },
  ];
  const lines = series.map(({ name, of }) => {
    const values = result.memory.map(of);
    const [lowest, highest] = [formatBytes(Math.min(...values)), formatBytes(Math.max(...values))];
    // A few bytes up and down would fill the whole height: what its ends do not tell apart is a level.
    const isLevel = lowest === highest;
    const points = result.memory.map((memory, i) => ({
      at: memory.elapsedMs,
      value: isLevel ? 0 : values[i],
    }));
    const range = isLevel ? lowest : `${lowest} … ${highest}`;
    return `  ${name.padEnd(NAME_COLUMNS - 2)}${sparkline(points, columns)} ${style.dim(range)}\n`;
  });
  const note = result.labels.some(({ snapshot }) => snapshot !== null)
    ? `  ${style.dim('RSS includes what V8 took to write the snapshots.')}\n`
    : '';
  return `\n${lines.join('')}${note}`;
}
