import { type Accumulation, type Detector, isNear } from '../accumulation.ts';

/** WeakRefs and registrations that outlive what they refer to. */
export const weakReferences: Detector = {
  kind: 'weak-references',
  matches(accumulation: Accumulation): boolean {
    return isNear(accumulation, /^(WeakRef|WeakCell|FinalizationRegistry)$/);
  },
};
