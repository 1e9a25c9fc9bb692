import type { SnapshotTables } from '../../src/format/heapsnapshot/snapshot-tables.ts';

/** Tables in plain arrays, with every string decoded: what tests compare. */
export function plain(tables: SnapshotTables) {
  const { header, strings, largeSizes, locations, traceFunctions, traceTree, ...columns } = tables;
  return {
    ...plainColumns(columns),
    header: { ...header, raw: undefined },
    meta: header.raw['meta'],
    largeSizes: [...largeSizes],
    locations: plainColumns(locations),
    traceFunctions: traceFunctions && plainColumns(traceFunctions),
    traceTree: traceTree && plainColumns(traceTree),
    strings: Array.from({ length: strings.count }, (_, index) => strings.get(index)),
  };
}

function plainColumns(columns: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([key, value]) => [
      key,
      ArrayBuffer.isView(value) ? [...(value as Uint8Array)] : value,
    ]),
  );
}
