import { type Accumulation, type Detector, isNear } from '../accumulation.ts';

/** Worker threads that are never ended, and ports never closed. */
export const workerThreads: Detector = {
  kind: 'worker-threads',
  matches(accumulation: Accumulation): boolean {
    return isNear(accumulation, /^(Worker|MessagePort|Node \/ (Worker|MessagePort))$/, 1, 1);
  },
};
