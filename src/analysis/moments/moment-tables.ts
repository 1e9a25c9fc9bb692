import { groupAllocations } from '../../allocations/group.ts';
import type { ResolveFrame } from '../../allocations/resolve-frames.ts';
import type { AllocationRow } from '../../allocations/rows.ts';
import { isInternal } from '../compare-constructors.ts';
import { HIDDEN } from '../label-tables.ts';
import type { LabelData } from '../label-data.ts';
import type { HeapSource } from './heap-sources.ts';
import { BIRTH, MomentRows } from './moment-rows.ts';
import type { MomentKey, MomentTable } from './results.ts';

const MOST_ROWS = 250;

/** Tables of live memory at several moments; one that has no figures at any moment is left out. */
export function momentTables(sources: readonly HeapSource[], resolve: ResolveFrame): MomentTable[] {
  const allocated = (['lineno', 'filename', 'module'] as const).map((by) =>
    tableOf(sources, by, (rows, data, at) => addAllocations(rows, data, at, by, resolve)),
  );
  return [tableOf(sources, 'constructor', addConstructors), ...allocated].filter(({ parts }) =>
    parts.some(({ isKnown }) => isKnown.some(Boolean)),
  );
}

/** Where in a table figures belong: a heap, and a moment of it. */
interface Column {
  readonly heap: number;
  readonly moment: number;
}

function tableOf(
  sources: readonly HeapSource[],
  by: MomentKey,
  add: (rows: MomentRows, data: LabelData, at: Column) => void,
): MomentTable {
  const rows = new MomentRows(sources[0]!.data.length, sources.length);
  for (const [heap, { data, birth }] of sources.entries()) {
    for (const [moment, known] of data.entries()) if (known !== null) add(rows, known, { heap, moment });
    if (birth !== null) add(rows, birth, { heap, moment: BIRTH });
  }
  return rows.table(by, MOST_ROWS);
}

function addConstructors(rows: MomentRows, { census }: LabelData, { heap, moment }: Column): void {
  if (census === null) return;
  rows.know(heap, moment);
  for (const row of census.rows) {
    if (isInternal(row)) rows.addApart(heap, moment, row.shallowSize, row.count);
    else rows.add(heap, moment, row.constructorName, null, row.shallowSize, row.count);
  }
  // A heap that is new to the program brings what it was born with: V8's and Node's own.
  if (moment === BIRTH) rows.addApart(heap, BIRTH, -census.totalSize, 0);
}

function addAllocations(
  rows: MomentRows,
  { allocations }: LabelData,
  { heap, moment }: Column,
  by: Exclude<MomentKey, 'constructor'>,
  resolve: ResolveFrame,
): void {
  if (allocations === null) return;
  rows.know(heap, moment);
  const table = groupAllocations(allocations, { by, resolve, hide: HIDDEN });
  rows.addApart(heap, moment, table.hidden.sizeBytes, table.hidden.count);
  for (const row of table.rows)
    rows.add(heap, moment, nameOf(row), row.functionName ?? null, row.sizeBytes, row.count);
}

function nameOf({ file, line, column, precision, packageName, key }: AllocationRow): string {
  if (file === undefined) return packageName === undefined ? key : packageName;
  if (line === undefined || line === 0) return file;
  return precision === 'line' && column ? `${file}:${line}:${column}` : `${file}:${line}`;
}
