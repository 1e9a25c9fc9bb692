import type { HeapGraph } from '../graph/heap-graph.ts';

/** Stands for "none" where a place among the objects is meant. */
export const NO_OBJECT = 0xffffffff;

/** Every object that has a size, in ascending order of V8's id. */
export interface CensusObjects {
  readonly count: number;
  /** For each object, V8's id. */
  readonly id: Uint32Array;
  /** For each object, its row in the census. */
  readonly row: Uint32Array;
  /** For each object, its shallow size in bytes; 4 GiB and more stand as 0xffffffff. */
  readonly shallowSize: Uint32Array;
  /** For each object, the place here of the nearest of its dominators that has a size; `NO_OBJECT` for none. */
  readonly dominator: Uint32Array;
}

const NOTHING = new Uint32Array();

/** In the place of objects that were let go of. */
export const FORGOTTEN: CensusObjects = {
  count: 0,
  id: NOTHING,
  row: NOTHING,
  shallowSize: NOTHING,
  dominator: NOTHING,
};

/** Lists the objects of a graph. Allocates 16 bytes an object for good and 20 a node meanwhile. */
export function listCensusObjects(
  graph: HeapGraph,
  constructorOf: Uint32Array,
  rowOf: Int32Array,
): CensusObjects {
  const { nodeCount, nodeId, shallowSize, dominatorOf } = graph;
  let count = 0;
  for (let node = 0; node < nodeCount; node++) if (shallowSize[node] !== 0) count++;
  const ordered = sortedById(graph, count);
  const placeOf = new Uint32Array(nodeCount).fill(NO_OBJECT);
  for (let place = 0; place < count; place++) placeOf[ordered[place]] = place;
  const objects = {
    count,
    id: new Uint32Array(count),
    row: new Uint32Array(count),
    shallowSize: new Uint32Array(count),
    dominator: new Uint32Array(count),
  };
  for (let place = 0; place < count; place++) {
    const node = ordered[place];
    objects.id[place] = nodeId[node];
    objects.row[place] = rowOf[constructorOf[node]];
    objects.shallowSize[place] = shallowSize[node];
    let dominator = dominatorOf[node];
    while (placeOf[dominator] === NO_OBJECT && dominatorOf[dominator] !== dominator)
      dominator = dominatorOf[dominator];
    objects.dominator[place] = node === dominator ? NO_OBJECT : placeOf[dominator];
  }
  return objects;
}

/** Bits of an id that one pass sorts by: more buckets than these no longer fit a first-level cache. */
const MOST_DIGIT_BITS = 12;

/** Ordinals of the nodes that have a size, by id: a radix sort that carries the ids along. */
function sortedById({ nodeCount, nodeId, shallowSize }: HeapGraph, count: number): Uint32Array {
  let from = { node: new Uint32Array(count), id: new Uint32Array(count) };
  let to = { node: new Uint32Array(count), id: new Uint32Array(count) };
  let highest = 0;
  for (let node = 0, at = 0; node < nodeCount; node++) {
    if (shallowSize[node] === 0) continue;
    const id = nodeId[node];
    from.node[at] = node;
    from.id[at++] = id;
    if (id > highest) highest = id;
  }
  const bits = 32 - Math.clz32(highest);
  const passes = Math.ceil(bits / MOST_DIGIT_BITS);
  const digitBits = Math.ceil(bits / passes);
  for (let pass = 0; pass < passes; pass++) {
    sortByDigit(from, to, pass * digitBits, digitBits);
    [from, to] = [to, from];
  }
  return from.node;
}

interface NodesById {
  readonly node: Uint32Array;
  readonly id: Uint32Array;
}

/** Sorts by the bits of the id from `shift` on; equal ones stay in order. */
function sortByDigit(from: NodesById, to: NodesById, shift: number, digitBits: number): void {
  const count = from.id.length;
  const mask = (1 << digitBits) - 1;
  const next = new Uint32Array(mask + 2);
  for (let at = 0; at < count; at++) next[((from.id[at] >>> shift) & mask) + 1]++;
  for (let digit = 0; digit < mask; digit++) next[digit + 1] += next[digit];
  for (let at = 0; at < count; at++) {
    const id = from.id[at];
    const place = next[(id >>> shift) & mask]++;
    to.id[place] = id;
    to.node[place] = from.node[at];
  }
}

/** The place of the object with this id, by bisection; `NO_OBJECT` when it is not there. */
export function placeOfId({ id, count }: CensusObjects, wanted: number): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (id[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low < count && id[low] === wanted ? low : NO_OBJECT;
}

/** The last id V8 gave an object of its own; those of native ones are even, and counted apart. */
export function lastIdOf({ id, count }: CensusObjects): number {
  let at = count - 1;
  while (at >= 0 && id[at] % 2 === 0) at--;
  return at < 0 ? 0 : id[at];
}
