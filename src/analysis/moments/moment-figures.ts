import type { ResolveFrame } from '../../allocations/resolve-frames.ts';
import type { LabelData } from '../label-data.ts';
import { chooseMoments } from './choose-moments.ts';
import { flameTree } from './flame-tree.ts';
import { type HeapSource, mainSource } from './heap-sources.ts';
import { heldGrowth } from './held-growth.ts';
import { momentTables } from './moment-tables.ts';
import type { MomentFigures } from './results.ts';

/** A label, as far as its figures are asked for. */
export interface MomentLabel {
  readonly givenName: string;
  readonly memory: { readonly heapUsedBytes: number };
}

/**
 * Works out what is needed to compare any two labels of a run.
 *
 * @param data - For each label, what it left behind.
 * @param placesAt - Worker threads and child processes at these labels; none where they were not followed.
 */
export function momentFigures(
  labels: readonly MomentLabel[],
  data: readonly LabelData[],
  resolve: ResolveFrame,
  placesAt: (moments: readonly number[]) => readonly HeapSource[] = () => [],
): MomentFigures {
  const moments = chooseMoments(labels);
  const chosen = moments.map((label) => labels[label]!);
  const sources: HeapSource[] = [
    mainSource(
      moments.map((label) => data[label]!),
      chosen.map(({ memory }) => memory.heapUsedBytes),
    ),
    ...placesAt(moments),
  ];
  const tables = momentTables(sources, resolve);
  const objects = tables.find(({ by }) => by === 'constructor');
  return {
    moments,
    heaps: sources.map(({ name, states, heapUsedBytes }) => ({ name, states, heapUsedBytes })),
    tables,
    held: objects === undefined ? [] : heldGrowth(chosen, sources, objects),
    flame: flameTree(sources, resolve),
  };
}
