import { type Accumulation, type Detector, isNear } from '../accumulation.ts';

/** Timers that are never cleared. */
export const timers: Detector = {
  kind: 'timers',
  matches(accumulation: Accumulation): boolean {
    return isNear(accumulation, /^(TimersList|Timeout|Immediate|ImmediateList)$/);
  },
};
