import {
  type AllocationDiff,
  type CompareOptions,
  type DiffOrder,
  compareAllocations,
} from '../allocations/compare.ts';
import type { AllocationTable, GroupBy } from '../allocations/rows.ts';
import { compareConstructors } from './compare-constructors.ts';
import { type NamedSpan, addPlaces, addRows, compareMarks, spansOf } from './compare-places.ts';
import type { PlaceHistory } from './place-history.ts';
import type { Changes, LabelData } from './label-data.ts';
import { labelPairs } from './label-pairs.ts';
import { LabelTables, type TableSettings } from './label-tables.ts';
import type { AllocationRow, ComparisonResult, LabelResult } from './results.ts';

export type { Changes, LabelData } from './label-data.ts';

/** How to compare. */
export interface CompareSettings extends TableSettings {
  readonly sort: DiffOrder;
  /** Also group by traceback, which takes longer. */
  readonly withTracebacks: boolean;
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
  const [chanceAfter, chanceBefore] = [after.chanceAgainst(before), before.chanceAgainst(after)];
  const grouped = (by: GroupBy): AllocationRow[] =>
    diffRows(after.table(by), agreed.table(by), {
      sort: settings.sort,
      variances: { after: chanceAfter.table(by)?.rows ?? [], before: chanceBefore.table(by)?.rows ?? [] },
    });
  return {
    internalsDiffBytes: after.internalsBytes() - before.internalsBytes(),
    lineno: grouped('lineno'),
    filename: grouped('filename'),
    module: grouped('module'),
    traceback: settings.withTracebacks ? grouped('traceback') : [],
    ...compareConstructors(after.census, before.census, settings.sort),
  };
}

function diffRows(
  after: AllocationTable | null,
  before: AllocationTable | null,
  options: CompareOptions,
): AllocationRow[] {
  if (after === null || before === null) return [];
  return compareAllocations(after.rows, before.rows, options).map(toRow);
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
    sizeDiffErrorBytes: Math.round(diff.sizeDiffErrorBytes),
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
