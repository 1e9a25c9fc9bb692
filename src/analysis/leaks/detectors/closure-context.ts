import { type Accumulation, type Detector, firstOf } from '../accumulation.ts';
import { NO_NODE } from '../no-node.ts';

/** Functions of which each keeps a scope that weighs more than the function. */
export const closureContext: Detector = {
  kind: 'closure-context',
  matches(accumulation: Accumulation): boolean {
    const { facts, newObjects } = accumulation;
    const { node } = firstOf(accumulation);
    if (!facts.isClosure(node)) return false;
    const scope = facts.target(node, 'context');
    const isOwn = scope !== NO_NODE && newObjects.isNew[scope] === 1;
    return isOwn && newObjects.bytesBelow[scope] * 2 > newObjects.bytesBelow[node];
  },
};
