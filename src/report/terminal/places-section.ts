import type { ComparisonResult, PlaceRow } from '../../analysis/results.ts';
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
