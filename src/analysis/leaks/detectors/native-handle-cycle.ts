import { type Accumulation, type Detector, firstOf } from '../accumulation.ts';

/** Objects that nothing but a native handle keeps. */
export const nativeHandleCycle: Detector = {
  kind: 'native-handle-cycle',
  matches(accumulation: Accumulation): boolean {
    const { steps, pileAt } = accumulation;
    return pileAt === 1 && /^\((Global|Eternal|Traced) handles\)$|^Node \/ |^C\+\+/.test(steps[0].label);
  },
};

/** The same, where an object of the program's refers back to the one the handle keeps: neither can go. */
export const ownHandleCycle: Detector = {
  kind: 'native-handle-cycle',
  matches(accumulation: Accumulation): boolean {
    return nativeHandleCycle.matches(accumulation) && hasOwnCycle(accumulation);
  },
};

/** Objects below the handle that are looked at. */
const MOST_NODES = 400;

function hasOwnCycle(accumulation: Accumulation): boolean {
  const { facts, newObjects } = accumulation;
  const { firstEdge, edgeTarget } = facts.graph;
  const start = firstOf(accumulation).node;
  const seen = new Set([start]);
  for (const node of seen) {
    for (let edge = firstEdge[node]; edge < firstEdge[node + 1]; edge++) {
      const target = edgeTarget[edge];
      if (target === start && node !== start && accumulation.isOwn(node)) return true;
      if (newObjects.isNew[target] === 1 && seen.size < MOST_NODES) seen.add(target);
    }
  }
  return false;
}
