import { type Accumulation, type Detector, holderOf } from '../accumulation.ts';

/** Variables and properties of modules and of the global object. */
export const moduleState: Detector = {
  kind: 'module-state',
  matches(accumulation: Accumulation): boolean {
    const { label } = holderOf(accumulation);
    return /^(module |global$|process$|function )/.test(label);
  },
};
