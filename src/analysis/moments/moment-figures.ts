import type { ResolveFrame } from '../../allocations/resolve-frames.ts';
import type { LabelData } from '../compare-labels.ts';
import { chooseMoments } from './choose-moments.ts';
import { flameTree } from './flame-tree.ts';
import { heldGrowth } from './held-growth.ts';
import { momentTables } from './moment-tables.ts';
import type { MomentFigures } from './results.ts';

/**
 * Works out what is needed to compare any two labels of a run.
 *
 * @param data - For each label, what it left behind.
 */
export function momentFigures(
  labels: readonly { readonly givenName: string }[],
  data: readonly LabelData[],
  resolve: ResolveFrame,
): MomentFigures {
  const moments = chooseMoments(labels);
  const chosen = moments.map((label) => data[label]!);
  const tables = momentTables(chosen, resolve);
  const objects = tables.find(({ by }) => by === 'constructor');
  return {
    moments,
    tables,
    held:
      objects === undefined
        ? []
        : heldGrowth(
            moments.map((label) => labels[label]!),
            chosen,
            objects,
          ),
    flame: flameTree(
      chosen.map(({ allocations }) => allocations),
      resolve,
    ),
  };
}
