import { type Accumulation, type Detector, isNear } from '../accumulation.ts';

/** Promises that never settle, and reactions on one that outlives them. */
export const pendingPromises: Detector = {
  kind: 'pending-promises',
  matches(accumulation: Accumulation): boolean {
    return isNear(accumulation, /^(Promise|PromiseReaction)$/);
  },
};
