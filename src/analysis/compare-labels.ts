import { agreeOnCounts } from '../allocations/agree-on-counts.ts';
import { type AllocationDiff, type DiffOrder, compareAllocations } from '../allocations/compare.ts';
import { groupAllocations } from '../allocations/group.ts';
import type { ResolveFrame } from '../allocations/resolve-frames.ts';
import type { AllocationTable, GroupBy } from '../allocations/rows.ts';
import { compareConstructors } from './compare-constructors.ts';
import { type NamedSpan, addPlaces, addRows, compareMarks, spansOf } from './compare-places.ts';
import type { PlaceHistory } from './place-history.ts';
import type { ConstructorCensus } from './constructor-census.ts';
import type { Changes, LabelData } from './label-data.ts';
import { labelPairs } from './label-pairs.ts';
import type { AllocationRow, ComparisonResult, LabelResult } from './results.ts';

export type { Changes, LabelData } from './label-data.ts';

/** How to compare. */
export interface CompareSettings {
  readonly sort: DiffOrder;
  readonly cumulative: boolean;
  readonly frames: number;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Also group by traceback, which takes longer. */
  readonly withTracebacks: boolean;
  readonly resolve: ResolveFrame;
}

/**
 * Compares labels pair by pair (see `labelPairs`).
 *
 * @param data - For each label, what it left behind.
 * @param histories - Worker threads and child processes, whose rows then stand beside the main program's; null when
 *   they were not followed.
 */
export function compareLabels(
  labels: readonly LabelResult[],
  data: readonly LabelData[],
  settings: CompareSettings,
  histories: readonly PlaceHistory[] | null = null,
): ComparisonResult[] {
  const known = new Map<LabelData, LabelTables>();
  const tablesOf = (label: LabelData): LabelTables => {
    const tables = known.get(label) ?? new LabelTables(label, settings);
    known.set(label, tables);
    return tables;
  };
  const compare = (after: LabelData, before: LabelData): Changes =>
    compareTables(tablesOf(after), tablesOf(before), settings);
  const pairs = labelPairs(labels).map(({ from, to, span }): ComparisonResult => {
    const [before, after] = [labels[from]!, labels[to]!];
    const main: ComparisonResult = {
      from: before.name,
      to: after.name,
      span,
      heapUsedDiffBytes: after.memory.heapUsedBytes - before.memory.heapUsedBytes,
      ...compare(data[to]!, data[from]!),
    };
    if (histories === null) return main;
    return addPlaces(main, after.memory.heapUsedBytes, spansOf(histories, from, to), compare, settings.sort);
  });
  return [...pairs, ...compareMarks(histories ?? [], compare)];
}

/** Compares two moments, whatever they are. @param spans - Places beside the main program; null for none followed. */
export function compareData(
  after: LabelData,
  before: LabelData,
  settings: CompareSettings,
  spans: readonly NamedSpan[] | null = null,
): Changes {
  const compare = (later: LabelData, earlier: LabelData): Changes =>
    compareTables(new LabelTables(later, settings), new LabelTables(earlier, settings), settings);
  const main = compare(after, before);
  return spans === null ? main : addRows(main, spans, compare, settings.sort);
}

function compareTables(after: LabelTables, before: LabelTables, settings: CompareSettings): Changes {
  const agreed = before.agreeingWith(after);
  const grouped = (by: GroupBy): AllocationRow[] =>
    diffRows(after.table(by), agreed.table(by), settings.sort);
  return {
    internalsDiffBytes: after.internalsBytes() - before.internalsBytes(),
    lineno: grouped('lineno'),
    filename: grouped('filename'),
    module: grouped('module'),
    traceback: settings.withTracebacks ? grouped('traceback') : [],
    ...compareConstructors(after.census, before.census, settings.sort),
  };
}

/** Payers that are no code of the user's: they get no row and are summed up in `internalsDiffBytes`. */
export const HIDDEN = ['memprof', 'loader', 'node', 'v8'] as const;

/** The tables of one label, each made when first asked for: a label stands in two pairs or more. */
class LabelTables {
  readonly #data: LabelData;
  readonly #settings: CompareSettings;
  readonly #tables = new Map<GroupBy, AllocationTable>();

  constructor(data: LabelData, settings: CompareSettings) {
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

  get census(): ConstructorCensus | null {
    return this.#data.census;
  }

  internalsBytes(): number {
    return this.table('lineno')?.hidden.sizeBytes ?? 0;
  }
}

function diffRows(
  after: AllocationTable | null,
  before: AllocationTable | null,
  sort: DiffOrder,
): AllocationRow[] {
  if (after === null || before === null) return [];
  return compareAllocations(after.rows, before.rows, { sort }).map(toRow);
}

function toRow(diff: AllocationDiff): AllocationRow {
  const known = (value: number | undefined): number | null =>
    value === undefined || value === 0 ? null : value;
  return {
    file: diff.file ?? diff.packageName ?? diff.key,
    line: known(diff.line),
    column: diff.precision === 'line' ? known(diff.column) : null,
    functionName: diff.functionName ?? null,
    packageName: diff.packageName ?? null,
    sizeBytes: Math.round(diff.sizeBytes),
    sizeDiffBytes: Math.round(diff.sizeDiffBytes),
    count: Math.round(diff.count),
    countDiff: Math.round(diff.countDiff),
    ...(diff.stack && {
      stack: diff.stack.map(({ functionName, file, line, column }) => ({
        functionName,
        file,
        line: known(line),
        column: known(column),
      })),
    }),
  };
}
