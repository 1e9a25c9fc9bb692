import { MAIN_PLACE } from '../../analysis/compare-places.ts';
import type { ComparisonResult, LabelResult, PlaceRow } from '../../analysis/results.ts';
import { formatBytes, formatBytesDiff } from '../units.ts';
import { printable } from '../untrusted.ts';
import type { Style } from './style.ts';
import { drawTable } from './table.ts';

const STATES: Record<PlaceRow['state'], string> = {
  running: '',
  ended: 'has ended: its last figures',
  silent: 'did not answer: figures of an earlier label',
};

function remarkOn({ state, isNew }: PlaceRow, from: string): string {
  const remarks = [isNew ? `new since ${printable(from)}` : '', STATES[state]];
  return remarks.filter((remark) => remark !== '').join('; ');
}

/** The heaps of the main program, its workers and children, and their sum; nothing when none were followed. */
export function placesTable({ from, to, places }: ComparisonResult, width: number, style: Style): string {
  if (places === undefined || places.length < 2) return '';
  const sum = (of: (place: PlaceRow) => number): number =>
    places.reduce((total, place) => total + of(place), 0);
  const whole = {
    place: 'whole program',
    heapUsedBytes: sum(({ heapUsedBytes }) => heapUsedBytes),
    heapUsedDiffBytes: sum(({ heapUsedDiffBytes }) => heapUsedDiffBytes),
    state: 'running' as const,
    isNew: false,
  };
  const table = drawTable(
    [
      { head: 'heap in use', align: 'right' },
      { head: 'diff', align: 'right' },
      { head: 'in', shortenTo: 30 },
      { head: '', shortenTo: 24 },
    ],
    [...places, whole].map((place) => [
      { text: formatBytes(place.heapUsedBytes) },
      {
        text: formatBytesDiff(place.heapUsedDiffBytes),
        paint: place.heapUsedDiffBytes > 0 ? style.grown : style.dim,
      },
      { text: printable(place.place), paint: style.strong },
      { text: remarkOn(place, from), paint: style.dim },
    ]),
    width,
    style,
  );
  return `${style.heading(`${printable(from)} → ${printable(to)}`)}  heaps\n${table}`;
}

/** The heaps of the main program, its workers and children at one label; nothing when none were followed. */
export function heapsTable(
  { name, memory, snapshot, places }: LabelResult,
  width: number,
  style: Style,
): string {
  if (places === undefined || places.length === 0) return '';
  const heaps = [{ place: MAIN_PLACE, memory, snapshot }, ...places];
  const sum = heaps.reduce((total, heap) => total + heap.memory.heapUsedBytes, 0);
  const table = drawTable(
    [
      { head: 'heap in use', align: 'right' },
      { head: 'in', shortenTo: 30 },
      { head: 'snapshot', shortenTo: 24 },
    ],
    [
      ...heaps.map((heap) => [
        { text: formatBytes(heap.memory.heapUsedBytes) },
        { text: printable(heap.place), paint: style.strong },
        { text: heap.snapshot ?? '', paint: style.dim },
      ]),
      [{ text: formatBytes(sum) }, { text: 'whole program', paint: style.strong }, { text: '' }],
    ],
    width,
    style,
  );
  return `${style.heading(printable(name))}  heaps\n${table}`;
}
