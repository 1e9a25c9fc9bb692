import { type Accumulation, type Detector, firstOf } from '../accumulation.ts';

/** An instance with this many objects below it is a client, a store or a pool: hardly a value. */
const LARGE = 30;
/** Instances that differ carry text of their own; equal ones share nearly all of it. */
const MAX_SHARE_OF_TEXT = 0.05;

/** Large instances of one class, made anew where one would do. */
export const repeatedInstances: Detector = {
  kind: 'repeated-instances',
  matches(accumulation: Accumulation): boolean {
    const { facts, kept, newCount } = accumulation;
    const first = firstOf(accumulation);
    if (!first.isPlace || facts.isClosure(first.node) || facts.isContext(first.node)) return false;
    if (kept.strings > kept.total * MAX_SHARE_OF_TEXT) return false;
    let objects = 0;
    for (const count of kept.countByConstructor.values()) objects += count;
    return first.links === 1 && objects >= newCount * LARGE;
  },
};
