import type { AllocationSource, ComparisonResult } from '../../analysis/results.ts';
import { formatBytes, formatBytesDiff } from '../units.ts';
import { printable } from '../untrusted.ts';
import { allocationTable } from './allocation-table.ts';
import { constructorTable } from './constructor-table.ts';
import type { Style } from './style.ts';

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

/** How much of a table to show. */
export interface TableOptions {
  readonly limit: number;
  readonly width: number;
  /** Leave out what stayed the same. */
  readonly onlyChanged: boolean;
}

/** Draws one table of a comparison, its heading included. */
export function growthTable(
  comparison: Comparison,
  by: Grouping,
  source: AllocationSource,
  { limit, width, onlyChanged }: TableOptions,
  style: Style,
): string {
  const isShown = onlyChanged ? hasChanged : () => true;
  const title = `${style.heading(`${printable(comparison.from)} → ${printable(comparison.to)}`)}  ${TITLES[by]}`;
  const body =
    by === 'constructor'
      ? constructorTable(comparison.constructor.filter(isShown), limit, width, style)
      : allocationTable(comparison[by].filter(isShown), by, limit, width, style);
  return `${title}${style.dim(remark(by, source))}\n${body}${footnote(comparison, by, style)}`;
}

function remark(by: Grouping, source: AllocationSource): string {
  if (by === 'constructor') return ' (from the snapshots: exact)';
  if (source.kind === 'sampled')
    return ` (sampled every ${formatBytes(source.intervalBytes ?? 0)}: estimates)`;
  return source.kind === 'exact' ? ' (exact)' : '';
}

/** What stayed the same is no growth; `--sort size` is the one to ask what there is. */
function hasChanged(row: { readonly sizeDiffBytes: number; readonly countDiff: number }): boolean {
  return row.sizeDiffBytes !== 0 || row.countDiff !== 0;
}

/** Less than this is not worth a line. */
const NOTEWORTHY_BYTES = 10 * 1024;

/** What is in no row, so that nothing is hidden. */
function footnote(comparison: Comparison, by: Grouping, style: Style): string {
  const [what, bytes] =
    by === 'constructor'
      ? ['internals of V8 and Node (code, object shapes, native objects)', comparison.bookkeepingDiffBytes]
      : ['Node and V8 with no line of yours on the stack', comparison.internalsDiffBytes];
  if (Math.abs(bytes) < NOTEWORTHY_BYTES) return '';
  return `  ${style.dim(`not in the table: ${what} ${formatBytesDiff(bytes)}`)}\n`;
}
