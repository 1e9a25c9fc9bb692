import { sumGroupSizes } from '../graph/group-sizes.ts';
import type { HeapGraph } from '../graph/heap-graph.ts';
import { keepPlainObjectNames } from './keep-names.ts';
import { lastIdOf, listCensusObjects } from './census-objects.ts';
import type { ConstructorCensus, ConstructorCount } from './constructor-census.ts';

/** What a census can build on. */
export interface CensusOptions {
  /** The census before this one in the same program: plain objects then keep the names they had. */
  readonly previous?: ConstructorCensus | undefined;
}

const BOOKKEEPING = new Set(['(compiled code)', '(system)', '(object shape)']);

/** Counts the graph's objects by constructor. Retained sizes are worked out for it if they are not there yet. */
export function takeConstructorCensus(graph: HeapGraph, options: CensusOptions = {}): ConstructorCensus {
  const { previous } = options;
  graph.workAhead(previous?.interfaces);
  // Dominators first: the second thread names the constructors meanwhile.
  const { retainedSize } = graph;
  const built = graph.constructorTable(previous?.interfaces);
  const table = previous ? keepPlainObjectNames(graph, built, previous) : built;
  const sizes = sumGroupSizes(graph, table);
  const rows: ConstructorCount[] = [];
  // For each constructor, its row; those without a single object that has a size have none.
  const rowOf = new Int32Array(table.count).fill(-1);
  for (let group = 0; group < table.count; group++) {
    if (sizes.count[group] === 0) continue;
    rowOf[group] = rows.length;
    rows.push({
      constructorName: table.names[group],
      location: table.locations[group],
      isBookkeeping: BOOKKEEPING.has(table.names[group]),
      count: sizes.count[group],
      shallowSize: sizes.shallowSize[group],
      retainedSize: sizes.retainedSize[group],
    });
  }
  const objects = listCensusObjects(graph, table.constructorOf, rowOf);
  return {
    rows,
    totalSize: retainedSize[graph.root],
    objects,
    lastId: lastIdOf(objects),
    interfaces: table.interfaces,
  };
}
