import { type Accumulation, type Detector, holderOf } from '../accumulation.ts';

/** An object whose properties are entries. */
export const objectAsMap: Detector = {
  kind: 'object-as-map',
  matches(accumulation: Accumulation): boolean {
    const { reference } = holderOf(accumulation);
    return reference?.kind === 'element' && reference.name === '*';
  },
};
