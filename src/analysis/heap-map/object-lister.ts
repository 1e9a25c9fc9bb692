import { labelEdge } from '../views/edge-labels.ts';
import { Largest } from '../views/largest.ts';
import { isStrong, Stores } from '../views/retainers.ts';
import type { ViewedHeap } from '../views/viewed-heap.ts';
import type { ListedObject, ObjectList } from './results.ts';
import { Texts } from './texts.ts';

/** Longer ways are cut in the middle: a linked list can be a million hops long. */
const MOST_HOPS = 48;
const MOST_RETAINERS = 12;

interface Holder {
  readonly place: number;
  readonly edge: number;
  readonly skipped: number;
}

const NO_HOLDER: Holder = { place: -1, edge: -1, skipped: 0 };

/** Lists objects, with the paths that keep them and who refers to them. */
export class ObjectLister {
  readonly #heap: ViewedHeap;
  readonly #mostListed: number;
  readonly #stores: Stores;
  readonly #nodes: number[] = [];
  readonly #holders: Holder[] = [];
  readonly #texts = new Texts();
  readonly #edges = new Texts();
  /** For each node ordinal, its place in the list plus 1; negative for one on a way that was left out. */
  readonly #placeOf: Int32Array;

  /** @param mostListed - See `MapSettings`. */
  constructor(heap: ViewedHeap, mostListed: number) {
    this.#heap = heap;
    this.#mostListed = mostListed;
    this.#stores = new Stores(heap);
    this.#placeOf = new Int32Array(heap.graph.nodeCount);
  }

  /** Adds an object. @returns Its place in the list. */
  add(node: number): number {
    return this.#place(node);
  }

  /** The list. Who refers to an object is on it too, and who refers to that, until the list is long enough. */
  done(): ObjectList {
    const retainers: { count: number; largest: number[] }[] = [];
    for (let place = 0; place < this.#nodes.length; place++) {
      retainers.push(this.#retainersOf(this.#nodes[place], this.#nodes.length < this.#mostListed));
    }
    const objects = this.#nodes.map((node, place): ListedObject => {
      const { name, type, id, shallowSize, retainedSize } = this.#heap.ref(node);
      const { place: holder, edge, skipped } = this.#holders[place];
      const { count, largest } = retainers[place];
      return [
        this.#texts.placeOf(name),
        this.#texts.placeOf(type),
        id,
        shallowSize,
        retainedSize,
        holder,
        edge,
        skipped,
        count,
        largest,
      ];
    });
    return {
      texts: this.#texts.list,
      edges: this.#edges.list.map((text) => JSON.parse(text) as ObjectList['edges'][number]),
      objects,
    };
  }

  /** The place of a node, listed together with all that is on its path. */
  #place(node: number): number {
    if (this.#placeOf[node] > 0) return this.#placeOf[node] - 1;
    const way = this.#wayTo(node);
    let holder = way.start;
    for (const { to, edge, skipped } of way.steps) {
      const place = this.#nodes.push(to) - 1;
      this.#placeOf[to] = place + 1;
      this.#holders.push(
        holder < 0
          ? NO_HOLDER
          : { place: holder, edge: this.#edgePlace(edge), skipped: way.skipped + skipped },
      );
      way.skipped = 0;
      holder = place;
    }
    return holder;
  }

  /** The hops from the nearest listed node to this one, the middle of a long way left out. */
  #wayTo(node: number) {
    const { paths } = this.#heap;
    // Left out of another way before, but asked for now.
    this.#placeOf[node] = 0;
    const hops: { to: number; edge: number }[] = [];
    let at = node;
    let step = paths.stepInto(at);
    while (step !== undefined && this.#placeOf[at] === 0) {
      hops.push({ to: at, edge: step.edge });
      at = step.from;
      step = paths.stepInto(at);
    }
    // The GC root itself, or what nothing but weak references lead to.
    if (this.#placeOf[at] === 0) hops.push({ to: at, edge: -1 });
    hops.reverse();
    const start = this.#placeOf[at] === 0 ? -1 : Math.abs(this.#placeOf[at]) - 1;
    const skipped = this.#placeOf[at] < 0 ? 1 : 0;
    const cut = Math.max(0, hops.length - MOST_HOPS);
    const half = MOST_HOPS / 2;
    const steps = hops.map((hop, i) => ({ ...hop, skipped: cut > 0 && i === half + cut ? cut : 0 }));
    return { start, skipped, steps: cut === 0 ? steps : this.#withoutMiddle(steps, half, cut) };
  }

  #withoutMiddle<T extends { to: number }>(steps: T[], half: number, cut: number): T[] {
    // The last node before the gap is going to stand here in the list, plus 1: ways to nodes in the gap start there.
    const before = this.#nodes.length + half;
    for (const { to } of steps.slice(half, half + cut)) this.#placeOf[to] = -before;
    return [...steps.slice(0, half), ...steps.slice(half + cut)];
  }

  #retainersOf(node: number, canList: boolean): { count: number; largest: number[] } {
    const { graph } = this.#heap;
    const { retainers, retainedSize } = graph;
    const edgeFrom = new Map<number, number>();
    for (const edge of retainers.edgesTo(node)) {
      if (!isStrong(this.#heap, edge)) continue;
      const source = retainers.sourceOf(edge);
      if (this.#stores.isListedTwice(source)) continue;
      const owner = this.#stores.ownerOf(source);
      if (owner !== node && !edgeFrom.has(owner)) edgeFrom.set(owner, edge);
    }
    const largest = new Largest(MOST_RETAINERS, (owner) => retainedSize[owner]);
    for (const owner of [...edgeFrom.keys()].toSorted((a, b) => a - b)) {
      if (canList || this.#placeOf[owner] > 0) largest.offer(owner);
    }
    return {
      count: edgeFrom.size,
      largest: largest.nodes.flatMap((owner) => [this.#place(owner), this.#edgePlace(edgeFrom.get(owner)!)]),
    };
  }

  #edgePlace(edge: number): number {
    if (edge < 0) return -1;
    const { graph } = this.#heap;
    const label = labelEdge(this.#heap, edge);
    const name = label.kind === 'index' ? String(graph.edgeNameOf(edge)) : label.name;
    return this.#edges.placeOf(JSON.stringify({ kind: label.kind, name }));
  }
}
