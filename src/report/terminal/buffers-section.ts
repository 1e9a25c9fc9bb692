import type { RunResult } from '../../analysis/results.ts';
import { formatBytes, formatCount } from '../units.ts';
import { printable } from '../untrusted.ts';
import type { Style } from './style.ts';
import { drawTable } from './table.ts';

/** The ring buffers, how full they are, and what set their size. */
export function buffersSection(buffers: RunResult['buffers'], width: number, style: Style): string {
  if (buffers.length === 0) return '';
  const table = drawTable(
    [
      { head: 'buffer', shortenTo: 30 },
      { head: 'capacity', align: 'right' },
      { head: 'length', align: 'right' },
      { head: 'dropped', align: 'right' },
      { head: 'bytes', align: 'right' },
      { head: 'capacity from', shortenTo: 30 },
    ],
    buffers.map((buffer) => [
      { text: printable(buffer.name) },
      { text: formatCount(buffer.capacity) },
      { text: formatCount(buffer.length) },
      { text: formatCount(buffer.dropped), ...(buffer.dropped > 0 ? { paint: style.warning } : {}) },
      { text: formatBytes(buffer.bytes) },
      { text: printable(buffer.capacityFrom), paint: style.dim },
    ]),
    width,
    style,
  );
  return `${style.heading('Ring buffers')} ${style.dim('the oldest record is dropped first; PRAISONAI_PROFILE_MAX sets the size')}\n${table}`;
}
