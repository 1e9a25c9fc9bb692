import { type Accumulation, type Detector, isNear, isReachedBy } from '../accumulation.ts';

/** Listeners of an EventEmitter, an EventTarget or `process` that are never removed. */
export const eventListeners: Detector = {
  kind: 'event-listeners',
  matches(accumulation: Accumulation): boolean {
    return (
      isReachedBy(accumulation, /^(_events|<symbol (kEvents|kHandlers|kListeners)>)$/, 5) ||
      isNear(accumulation, /^Listener$/, 0)
    );
  },
};
