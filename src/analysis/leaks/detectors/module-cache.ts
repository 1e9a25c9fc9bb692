import { type Accumulation, type Detector, isNear, isReachedBy } from '../accumulation.ts';

/** Modules loaded again and again, their cache, and vm contexts. */
export const moduleCache: Detector = {
  kind: 'module-cache',
  matches(accumulation: Accumulation): boolean {
    return (
      isNear(
        accumulation,
        /^(vm context|Module|ModuleWrap|module .*|SourceTextModule|SyntheticModule|NativeContext|Script)$/,
        0,
      ) || isReachedBy(accumulation, /^(_pathCache|loadCache|cascadedLoader)$/, 3)
    );
  },
};
