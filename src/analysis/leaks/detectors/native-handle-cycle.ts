import { type Accumulation, type Detector } from '../accumulation.ts';

/** Objects that nothing but a native handle keeps. */
export const nativeHandleCycle: Detector = {
  kind: 'native-handle-cycle',
  matches(accumulation: Accumulation): boolean {
    const { steps, pileAt } = accumulation;
    return pileAt === 1 && /^\((Global|Eternal|Traced) handles\)$|^Node \/ |^C\+\+/.test(steps[0].label);
  },
};
