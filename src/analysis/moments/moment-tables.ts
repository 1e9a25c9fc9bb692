import { groupAllocations } from '../../allocations/group.ts';
import type { ResolveFrame } from '../../allocations/resolve-frames.ts';
import type { AllocationRow } from '../../allocations/rows.ts';
import { isInternal } from '../compare-constructors.ts';
import { HIDDEN, type LabelData } from '../compare-labels.ts';
import { MomentRows } from './moment-rows.ts';
import type { MomentKey, MomentTable } from './results.ts';

const MOST_ROWS = 250;

/** Tables of live memory at several moments; one that has no figures at any moment is left out. */
export function momentTables(data: readonly LabelData[], resolve: ResolveFrame): MomentTable[] {
  const allocated = (['lineno', 'filename', 'module'] as const).map((by) => byAllocation(data, by, resolve));
  return [byConstructor(data), ...allocated].filter(({ isKnown }) => isKnown.some(Boolean));
}

function byConstructor(data: readonly LabelData[]): MomentTable {
  const rows = new MomentRows(data.length);
  for (const [moment, { census }] of data.entries()) {
    if (census === null) continue;
    rows.know(moment);
    for (const row of census.rows) {
      if (isInternal(row)) rows.addApart(moment, row.shallowSize, row.count);
      else rows.add(moment, row.constructorName, null, row.shallowSize, row.count);
    }
  }
  return rows.table('constructor', MOST_ROWS);
}

function byAllocation(
  data: readonly LabelData[],
  by: Exclude<MomentKey, 'constructor'>,
  resolve: ResolveFrame,
): MomentTable {
  const rows = new MomentRows(data.length);
  for (const [moment, { allocations }] of data.entries()) {
    if (allocations === null) continue;
    rows.know(moment);
    const table = groupAllocations(allocations, { by, resolve, hide: HIDDEN });
    rows.addApart(moment, table.hidden.sizeBytes, table.hidden.count);
    for (const row of table.rows)
      rows.add(moment, nameOf(row), row.functionName ?? null, row.sizeBytes, row.count);
  }
  return rows.table(by, MOST_ROWS);
}

function nameOf({ file, line, column, precision, packageName, key }: AllocationRow): string {
  if (file === undefined) return packageName === undefined ? key : packageName;
  if (line === undefined || line === 0) return file;
  return precision === 'line' && column ? `${file}:${line}:${column}` : `${file}:${line}`;
}
