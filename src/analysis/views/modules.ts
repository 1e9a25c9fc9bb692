import { byLargest } from '../../base/order.ts';
import { OwnerCollector } from './module-owners.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import { type ViewedHeap, clip } from './viewed-heap.ts';

/** What one npm package, the program itself, or Node, keeps. */
export interface ModuleRow {
  /** The package; null for the program itself. */
  readonly packageName: string | null;
  /** Whether it is Node's own JavaScript. */
  readonly isNode: boolean;
  /** Files of it that are loaded: as written, where a source map tells what a bundle was made from. */
  readonly scriptCount: number;
  readonly functionCount: number;
  /** Objects made by its classes. */
  readonly instanceCount: number;
  /**
   * Bytes its code, functions, modules, their variables and the objects of its classes retain. What several
   * packages keep together is in none of them, what one keeps for another is in both; but Node, which keeps every
   * module, has only what it does not keep for the others.
   */
  readonly retainedSize: number;
}

/** What `memprof analyze <file> modules` says. */
export interface ModulesView extends Rows<ModuleRow> {
  readonly view: 'modules';
  readonly totalSize: number;
  /** Bytes that none of the rows keeps alone: those of several together, and V8's own. */
  readonly unownedSize: number;
  /** Whether functions of several packages share a script, whose outermost variables are the program's then. */
  readonly isBundled: boolean;
}

/** What each package keeps, most first. */
export function viewModules(heap: ViewedHeap, { limit }: ViewOptions): ModulesView {
  const collector = new OwnerCollector(heap);
  collector.addFunctions();
  collector.addModules();
  collector.addInstances();
  const { sizes, unownedSize } = collector.groups.nearestSizes();
  const totals = collector.groups
    .totals()
    .map((total) => (total.value.isNode ? { ...total, retainedSize: sizes.get(total.key)! } : total))
    .toSorted(
      byLargest(
        (total) => total.retainedSize,
        (total) => total.key,
      ),
    );
  const { rows, rowCount } = cut(totals, limit);
  return {
    view: 'modules',
    totalSize: heap.totalSize,
    unownedSize,
    isBundled: collector.isBundled,
    rows: rows.map(({ value, retainedSize }) => ({
      packageName: value.packageName === null ? null : clip(value.packageName),
      isNode: value.isNode,
      scriptCount: value.scripts.size,
      functionCount: value.functionCount,
      instanceCount: value.instanceCount,
      retainedSize,
    })),
    rowCount,
  };
}
