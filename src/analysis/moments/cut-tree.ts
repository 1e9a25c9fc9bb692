import type { FlameFrame, FlameTree } from './results.ts';

/**
 * Keeps the largest nodes of a tree; what was below a node and is cut becomes one child of it, so that every
 * total stays what it was.
 */
export function cutTree(tree: FlameTree, mostNodes: number): FlameTree {
  const totals = largestTotals(tree);
  const kept = [...totals.keys()]
    .filter((node) => node === 0 || totals[node] > 0)
    // A caller is never smaller than those it calls, and comes first: what is kept is a tree.
    .toSorted((a, b) => totals[b] - totals[a] || a - b)
    .slice(0, mostNodes)
    .toSorted((a, b) => a - b);
  return rebuild(tree, kept);
}

/** For each node, its total at the moment it is largest. */
function largestTotals({ parentOf, sizes }: FlameTree): Float64Array {
  const largest = new Float64Array(parentOf.length);
  for (const known of sizes) {
    if (known === null) continue;
    const totals = Float64Array.from(known);
    for (let node = totals.length - 1; node > 0; node--) totals[parentOf[node]] += totals[node];
    for (const [node, total] of totals.entries()) largest[node] = Math.max(largest[node], total);
  }
  return largest;
}

const OTHER: FlameFrame = { functionName: '(smaller stacks)', place: '', packageName: null, kind: 'other' };

function rebuild(tree: FlameTree, kept: readonly number[]): FlameTree {
  const frames = new Frames(tree.frames);
  const frameOf: number[] = [];
  const parentOf: number[] = [];
  // For each old node, the new one its bytes go to.
  const placeOf = new Int32Array(tree.frameOf.length).fill(-1);
  for (const node of kept) {
    placeOf[node] = frameOf.length;
    frameOf.push(node === 0 ? -1 : frames.keep(tree.frameOf[node]));
    parentOf.push(node === 0 ? -1 : placeOf[tree.parentOf[node]]);
  }
  const otherBelow = new Map<number, number>();
  for (let node = 0; node < placeOf.length; node++) {
    if (placeOf[node] >= 0 || !hasBytes(tree, node)) continue;
    let above = tree.parentOf[node];
    while (placeOf[above] < 0) above = tree.parentOf[above];
    const parent = placeOf[above];
    if (!otherBelow.has(parent)) {
      otherBelow.set(parent, frameOf.length);
      frameOf.push(frames.add(OTHER));
      parentOf.push(parent);
    }
    placeOf[node] = otherBelow.get(parent)!;
  }
  const sizes = tree.sizes.map((known) => {
    if (known === null) return null;
    const sums = Array.from({ length: frameOf.length }, () => 0);
    for (const [node, size] of known.entries()) if (size > 0) sums[placeOf[node]] += size;
    return sums.map(Math.round);
  });
  return { frames: frames.list, frameOf, parentOf, sizes, apart: tree.apart };
}

function hasBytes({ sizes }: FlameTree, node: number): boolean {
  return sizes.some((known) => known !== null && known[node] > 0);
}

/** The frames still used, numbered anew. */
class Frames {
  readonly list: FlameFrame[] = [];
  readonly #all: readonly FlameFrame[];
  readonly #numbers = new Map<FlameFrame, number>();

  constructor(all: readonly FlameFrame[]) {
    this.#all = all;
  }

  keep(old: number): number {
    return this.add(this.#all[old]);
  }

  add(frame: FlameFrame): number {
    let number = this.#numbers.get(frame);
    if (number === undefined) this.#numbers.set(frame, (number = this.list.push(frame) - 1));
    return number;
  }
}
