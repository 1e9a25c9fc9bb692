import { byLargest } from '../../base/order.ts';
import { sumGroupSizes } from '../../graph/group-sizes.ts';
import type { CodePlace } from './function-places.ts';
import { type Rows, type ViewOptions, cut } from './options.ts';
import type { ViewedHeap } from './viewed-heap.ts';

/** Objects of one constructor. Sizes in bytes. */
export interface ConstructorSizes {
  readonly constructorName: string;
  /** Where the class was written; null for V8's, Node's and plain objects. */
  readonly place: CodePlace | null;
  readonly count: number;
  readonly shallowSize: number;
  /** What its objects retain together. Constructors overlap: a Map's values are in the Map's figure too. */
  readonly retainedSize: number;
  /** V8's own: code, hidden nodes, object shapes. */
  readonly isBookkeeping: boolean;
}

/** What `memprof analyze <file> constructors` says. */
export interface ConstructorsView extends Rows<ConstructorSizes> {
  readonly view: 'constructors';
  readonly totalSize: number;
  /** The constructor that retains most, Node's own left out; null in an empty heap. */
  readonly largest: ConstructorSizes | null;
}

/** Names in brackets are kinds of nodes, such as `(string)`, and no classes. */
const BOOKKEEPING = new Set(['(compiled code)', '(system)', '(object shape)', '(synthetic)', '(hidden)']);
const GENERAL = /^\(|^(?:Object|Array|Function|ModuleWrap|system \/ .*|global.*)$/;

/** Counts and sizes by constructor, the largest retained size first. */
export function viewConstructors(heap: ViewedHeap, { limit }: ViewOptions): ConstructorsView {
  const { graph } = heap;
  graph.workAhead();
  // Dominators first: a second thread can name the constructors meanwhile.
  void graph.dominatorOf;
  const table = heap.constructors;
  const sizes = sumGroupSizes(graph, table);
  const all = table.names
    .map((constructorName, group) => ({
      constructorName,
      group,
      count: sizes.count[group],
      shallowSize: sizes.shallowSize[group],
      retainedSize: sizes.retainedSize[group],
      isBookkeeping: BOOKKEEPING.has(constructorName),
    }))
    .filter(({ count }) => count > 0)
    .toSorted(
      byLargest(
        (row) => row.retainedSize,
        (row) => row.constructorName,
      ),
    );
  const described = ({ group, ...row }: (typeof all)[number]): ConstructorSizes => {
    const location = table.locations[group];
    const place = location
      ? heap.places.placeOfScript(location.scriptId, location.line, location.column)
      : null;
    return { ...row, place };
  };
  // Node keeps the whole program in classes of its own.
  const largest = all.find(
    (row) =>
      !row.isBookkeeping && !GENERAL.test(row.constructorName) && described(row).place?.isInternal !== true,
  );
  return {
    view: 'constructors',
    totalSize: heap.totalSize,
    largest: largest ? described(largest) : null,
    rows: cut(all, limit).rows.map(described),
    rowCount: all.length,
  };
}
