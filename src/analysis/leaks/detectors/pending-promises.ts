import { type Accumulation, type Detector, firstOf, isNear } from '../accumulation.ts';

/** Promises that never settle, and reactions on one that outlives them. */
export const pendingPromises: Detector = {
  kind: 'pending-promises',
  matches(accumulation: Accumulation): boolean {
    return isNear(accumulation, /^(Promise|PromiseReaction)$/) || isResolver(accumulation);
  },
};

/** True for the `resolve` or `reject` of a promise: V8's own functions, whose scope holds the promise. */
function isResolver(accumulation: Accumulation): boolean {
  const { facts, steps, pileAt } = accumulation;
  const { node } = firstOf(accumulation);
  const next = steps[pileAt + 1];
  return next?.label === 'Promise' && facts.isClosure(node) && facts.scriptName(node) === '';
}
