import { type Accumulation, type Detector, isNear, isReachedBy } from '../accumulation.ts';

/** Where emitters and event targets keep their listeners, and Node the signals that `AbortSignal.any` follows. */
const LISTS =
  /^(_events|gcPersistentSignals|<symbol (kEvents|kHandlers|kListeners|kDependantSignals|kSourceSignals)>)$/;

/** Listeners of an EventEmitter, an EventTarget, an AbortSignal or `process` that are never removed. */
export const eventListeners: Detector = {
  kind: 'event-listeners',
  matches(accumulation: Accumulation): boolean {
    return isReachedBy(accumulation, LISTS, 5) || isNear(accumulation, /^Listener$/, 0);
  },
};
