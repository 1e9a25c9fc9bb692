import { type Accumulation, type Detector, isNear, isReachedBy } from '../accumulation.ts';

/** Stores of AsyncLocalStorage, and resources that async hooks follow. */
export const asyncContext: Detector = {
  kind: 'async-context',
  matches(accumulation: Accumulation): boolean {
    return (
      isReachedBy(accumulation, /^<symbol (kResourceStore|.*async.*)>$/i, 3) ||
      isNear(accumulation, /^(AsyncContextFrame|AsyncLocalStorage|AsyncHook|AsyncResource)$/) ||
      carriesContext(accumulation)
    );
  },
};

/** True for timers and other resources of which most is the context they were made in. */
function carriesContext({ steps, pileAt }: Accumulation): boolean {
  return steps
    .slice(pileAt)
    .some(
      ({ label, reference }) =>
        label === 'AsyncContextFrame' || reference?.name === '<symbol kResourceStore>',
    );
}
