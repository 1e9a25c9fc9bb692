import { type Accumulation, type Detector, isNear, isReachedBy } from '../accumulation.ts';

/** Stores of AsyncLocalStorage, and resources that async hooks follow. */
export const asyncContext: Detector = {
  kind: 'async-context',
  matches(accumulation: Accumulation): boolean {
    return (
      isReachedBy(accumulation, /^<symbol (kResourceStore|.*async.*)>$/i, 3) ||
      isNear(accumulation, /^(AsyncContextFrame|AsyncLocalStorage|AsyncHook|AsyncResource)$/)
    );
  },
};
