import type {
  AllocationRow,
  AllocationSource,
  ComparisonResult,
  ConstructorRow,
  LabelResult,
  NativeGrowth,
} from '../analysis/results.ts';
import { wholeMemory } from '../analysis/whole-memory.ts';
import { formatBytes, formatBytesDiff } from './units.ts';

/** What a growth table can be grouped by. */
export const GROUPINGS = ['lineno', 'filename', 'traceback', 'constructor', 'module'] as const;

/** One of {@link GROUPINGS}. */
export type Grouping = (typeof GROUPINGS)[number];

/** What a table needs of a comparison. */
export type Comparison = Omit<ComparisonResult, 'span' | 'heapUsedDiffBytes' | 'places'>;

const TITLES: Record<Grouping, string> = {
  lineno: 'live allocations by line',
  filename: 'live allocations by file',
  traceback: 'live allocations by stack',
  module: 'live allocations by npm package',
  constructor: 'live objects by constructor',
};

/**
 * What the rows of a table are; a cumulative row has all that its callees allocated as well, so rows do not add up.
 *
 * @param isFiltered - By `--include` or `--exclude`.
 */
export function titleOf(by: Grouping, cumulative: boolean, isFiltered = false): string {
  const isCumulative = cumulative && by !== 'constructor' && by !== 'traceback';
  const title = isFiltered && by !== 'constructor' ? `${TITLES[by]}, of the files chosen` : TITLES[by];
  return isCumulative ? `${title}, callees included` : title;
}

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

/** Whether a row grew by more than chance may have moved it. */
export function hasSurelyGrown(row: Pick<AllocationRow, 'sizeDiffBytes' | 'sizeDiffErrorBytes'>): boolean {
  return row.sizeDiffBytes > row.sizeDiffErrorBytes;
}

/** What the sign ± means, where it stands in one of the rows shown; empty otherwise. */
export function errorWords(rows: readonly (AllocationRow | ConstructorRow)[]): string {
  const hasErrors = rows.some((row) => 'sizeDiffErrorBytes' in row && row.sizeDiffErrorBytes > 0);
  return hasErrors
    ? '±: other objects than before, so sampling may be off by so much; what surely grew stands first'
    : '';
}

/** Less than this is not worth a line. */
const NOTEWORTHY_BYTES = 10 * 1024;

/**
 * What is in no row, so that nothing is hidden; empty when it is little.
 *
 * @param outsideDiffBytes - Growth outside V8's heap, of which V8 tells no line.
 */
export function notInTable(comparison: Comparison, by: Grouping, outsideDiffBytes: number): string {
  const { internalsDiffBytes, bookkeepingDiffBytes, nativeGrowth } = comparison;
  const left: [what: string, bytes: number][] =
    by === 'constructor'
      ? [['internals of V8 and Node (code, object shapes, native objects)', bookkeepingDiffBytes]]
      : [
          ['Node and V8 with no line of yours on the stack', internalsDiffBytes],
          ["buffers and else outside V8's heap, of which it tells no line", outsideDiffBytes],
        ];
  const told = left.filter(([, bytes]) => Math.abs(bytes) >= NOTEWORTHY_BYTES);
  if (told.length === 0) return '';
  const native = by === 'constructor' ? nativeWords(bookkeepingDiffBytes, nativeGrowth) : '';
  return `not in the table: ${told.map(([what, bytes]) => `${what} ${formatBytesDiff(bytes)}`).join('; ')}${native}`;
}

/** Code that warms up is nothing to look into; memory that Node has for objects of the program is. */
function nativeWords(internalBytes: number, native: NativeGrowth | undefined): string {
  if (native === undefined || native.sizeDiffBytes < Math.max(NOTEWORTHY_BYTES, internalBytes / 2)) return '';
  return `, above all ${native.name} ${formatBytesDiff(native.sizeDiffBytes)}`;
}

/**
 * What a table without rows says: that nothing has changed, or which label has no snapshot to tell.
 *
 * @param labels - None where single files are compared, which have what is compared.
 */
export function emptyTable(
  labels: readonly LabelResult[],
  { from, to }: Comparison,
  by: Grouping,
  source: AllocationSource,
): string {
  const isOfSnapshots = by === 'constructor' || source.kind === 'exact';
  const unseen = isOfSnapshots ? labels.filter(({ snapshot }) => snapshot === null) : [];
  const missing = [from, to].filter((name) => unseen.some((label) => label.name === name));
  if (missing.length === 0) return 'nothing has changed';
  return unseen.length === labels.length
    ? 'not known: there are no snapshots'
    : `not known: no snapshot at ${missing.join(', nor at ')}`;
}

/** What grew outside V8's heap between the labels of a comparison; 0 where that is not known. */
export function outsideGrowth(labels: readonly LabelResult[], { from, to }: Comparison): number {
  const outsideAt = (name: string): number | undefined => {
    const label = labels.find((other) => other.name === name);
    return label && wholeMemory(label).externalBytes;
  };
  const [before, after] = [outsideAt(from), outsideAt(to)];
  return before === undefined || after === undefined ? 0 : after - before;
}
