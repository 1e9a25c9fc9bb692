import type { MomentFigures } from '../../analysis/moments/results.ts';
import type { DiffResult } from '../../analysis/results.ts';
import { ownerData } from './owner-data.ts';
import { heapEntries } from './heap-entries.ts';
import type { NamedHeap, PageData, WholePage } from './page-data.ts';
import type { PageOrigin } from './run-page.ts';

/** The page of a comparison; its two moments are the two sides. */
export function diffPage(
  { from, to, allocations, owners }: DiffResult,
  figures: MomentFigures,
  heaps: readonly NamedHeap[],
  { version, writtenAt }: PageOrigin,
): WholePage {
  const data: PageData = {
    kind: 'diff',
    title: `${from} → ${to}`,
    facts: ['two moments compared'],
    version,
    writtenAt: writtenAt.toISOString(),
    capture: null,
    notes: [],
    memory: null,
    places: null,
    growth: {
      moments: shortNames(from, to),
      leftOut: 0,
      start: [0, 1],
      heaps: figures.heaps,
      tables: figures.tables,
      held: figures.held,
      flame: figures.flame,
      owner: ownerData(owners, heaps),
      samplingIntervalBytes: allocations.intervalBytes,
    },
    suspects: [],
    ...heapEntries(heaps),
    buffers: [],
    check: null,
  };
  return { data, heaps: heaps.map(({ map }) => map) };
}

/** Without the capture both are of, and without folders: the title has them in full. */
function shortNames(from: string, to: string): [string, string] {
  const [fromAt, toAt] = [from.lastIndexOf('@'), to.lastIndexOf('@')];
  const isOneCapture = fromAt > 0 && from.slice(0, fromAt) === to.slice(0, toAt);
  if (isOneCapture) return [from.slice(fromAt + 1), to.slice(toAt + 1)];
  const file = (text: string): string => text.split(/[/\\]/).at(-1) || text;
  return file(from) === file(to) ? [from, to] : [file(from), file(to)];
}
