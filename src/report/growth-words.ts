import type { AllocationSource, ComparisonResult } from '../analysis/results.ts';
import { formatBytes, formatBytesDiff } from './units.ts';

/** What a growth table can be grouped by. */
export const GROUPINGS = ['lineno', 'filename', 'traceback', 'constructor', 'module'] as const;

/** One of {@link GROUPINGS}. */
export type Grouping = (typeof GROUPINGS)[number];

/** What a table needs of a comparison. */
export type Comparison = Omit<ComparisonResult, 'span' | 'heapUsedDiffBytes' | 'places'>;

/** What the rows of each table are. */
export const TITLES: Record<Grouping, string> = {
  lineno: 'live allocations by line',
  filename: 'live allocations by file',
  traceback: 'live allocations by stack',
  module: 'live allocations by npm package',
  constructor: 'live objects by constructor',
};

/** How exact a table's figures are; empty when that is not known. */
export function precisionOf(by: Grouping, source: AllocationSource): string {
  if (by === 'constructor') return 'from the snapshots: exact';
  if (source.kind === 'exact') return 'exact';
  if (source.kind !== 'sampled') return '';
  return source.intervalBytes === null
    ? 'sampled: estimates; counts are those of the samples'
    : `sampled every ${formatBytes(source.intervalBytes)}: estimates`;
}

/** What stayed the same is no growth; `--sort size` is the one to ask what there is. */
export function hasChanged(row: { readonly sizeDiffBytes: number; readonly countDiff: number }): boolean {
  return row.sizeDiffBytes !== 0 || row.countDiff !== 0;
}

/** Less than this is not worth a line. */
const NOTEWORTHY_BYTES = 10 * 1024;

/** What is in no row, so that nothing is hidden; empty when it is little. */
export function notInTable(comparison: Comparison, by: Grouping): string {
  const [what, bytes] =
    by === 'constructor'
      ? ['internals of V8 and Node (code, object shapes, native objects)', comparison.bookkeepingDiffBytes]
      : ['Node and V8 with no line of yours on the stack', comparison.internalsDiffBytes];
  return Math.abs(bytes) < NOTEWORTHY_BYTES ? '' : `not in the table: ${what} ${formatBytesDiff(bytes)}`;
}
