import { agreeOnCounts } from '../allocations/agree-on-counts.ts';
import { groupAllocations } from '../allocations/group.ts';
import type { ResolveFrame } from '../allocations/resolve-frames.ts';
import type { AllocationTable, GroupBy } from '../allocations/rows.ts';
import { samplingVariance } from '../allocations/sampling-variance.ts';
import type { ConstructorCensus } from './constructor-census.ts';
import type { LabelData } from './label-data.ts';

/** How allocations are grouped. */
export interface TableSettings {
  readonly cumulative: boolean;
  readonly frames: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly resolve: ResolveFrame;
}

/** Payers that are no code of the user's: they get no row and are summed up in `internalsDiffBytes`. */
export const HIDDEN = ['memprof', 'loader', 'node', 'v8'] as const;

/** The tables of one label, each made when first asked for: a label stands in two pairs or more. */
export class LabelTables {
  readonly #data: LabelData;
  readonly #settings: TableSettings;
  readonly #tables = new Map<GroupBy, AllocationTable>();

  constructor(data: LabelData, settings: TableSettings) {
    this.#data = data;
    this.#settings = settings;
  }

  table(by: GroupBy): AllocationTable | null {
    const { allocations } = this.#data;
    if (allocations === null) return null;
    const known = this.#tables.get(by);
    if (known !== undefined) return known;
    const { resolve, frames, cumulative, include, exclude } = this.#settings;
    const table = groupAllocations(allocations, {
      by,
      resolve,
      frames,
      cumulative: cumulative && by !== 'traceback',
      include,
      exclude,
      hide: HIDDEN,
    });
    this.#tables.set(by, table);
    return table;
  }

  /** The same tables, but for counts of which the other label knows more. */
  agreeingWith(later: LabelTables): LabelTables {
    const { allocations } = this.#data;
    const { allocations: others } = later.#data;
    if (allocations === null || others === null) return this;
    const agreed = agreeOnCounts(allocations, others);
    return agreed === allocations
      ? this
      : new LabelTables({ ...this.#data, allocations: agreed }, this.#settings);
  }

  /** Tables of what chance does to the sizes (see `samplingVariance`). */
  chanceAgainst(other: LabelTables): LabelTables {
    const { allocations } = this.#data;
    const { allocations: others } = other.#data;
    const variance = allocations && others && samplingVariance(allocations, others);
    return new LabelTables({ allocations: variance, census: null }, this.#settings);
  }

  get census(): ConstructorCensus | null {
    return this.#data.census;
  }

  internalsBytes(): number {
    return this.table('lineno')?.hidden.sizeBytes ?? 0;
  }
}
