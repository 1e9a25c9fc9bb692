import type { AllocationProfile } from './profile.ts';
import type { Amount } from './rows.ts';

/**
 * For each row, all that was allocated by its frames and whatever they called.
 *
 * A row that stands on a stack several times, as in recursion, is charged at its outermost frame alone. One
 * pass up and one down the tree: takes time in proportion to nodes, whatever the depth.
 *
 * @param rowOf - For each node, its row; -1 for none.
 * @param isCharged - Whether a node's own allocations count.
 */
export function sumCumulatively(
  profile: AllocationProfile,
  rowOf: Int32Array,
  rowCount: number,
  isCharged: (node: number) => boolean,
): Amount[] {
  const { parentOf } = profile;
  const sizeBelow = subtreeSums(profile, profile.sizeOf, isCharged);
  const countBelow = subtreeSums(profile, profile.countOf, isCharged);
  const sums = Array.from({ length: rowCount }, () => ({ sizeBytes: 0, count: 0 }));
  /** For each row, how many of its frames are on the stack that leads to the node at hand. */
  const timesOnStack = new Uint32Array(rowCount);
  const stack: number[] = [];
  for (let node = 0; node < parentOf.length; node++) {
    // Depth-first order: all that is not above this node is done with.
    while (stack.length > 0 && stack.at(-1) !== parentOf[node]) {
      const done = rowOf[stack.pop()!];
      if (done !== -1) timesOnStack[done] -= 1;
    }
    stack.push(node);
    const row = rowOf[node];
    if (row === -1) continue;
    if (timesOnStack[row] === 0) {
      sums[row].sizeBytes += sizeBelow[node];
      sums[row].count += countBelow[node];
    }
    timesOnStack[row] += 1;
  }
  return sums;
}

/** For each node, the sum over it and all below. */
function subtreeSums(
  { parentOf }: AllocationProfile,
  own: Float64Array,
  isCharged: (node: number) => boolean,
): Float64Array {
  const sums = own.map((value, node) => (isCharged(node) ? value : 0));
  // Those called come after their callers, so backwards each is complete before it is added.
  for (let node = sums.length - 1; node > 0; node--) sums[parentOf[node]] += sums[node];
  return sums;
}
