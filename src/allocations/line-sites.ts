import type { ProfileFrame } from '../format/heapprofile/tables.ts';
import type { AllocationFrame, AllocationProfile } from './profile.ts';

/** Whether a frame is a function that `--lines` made of an allocating expression. */
export type IsSite = (frame: Pick<ProfileFrame, 'url' | 'line' | 'column'>) => boolean;

/**
 * Takes the functions of `--lines` out of the stacks: an allocation made in one is booked on the function around
 * it, at the expression's line and column.
 */
export function mergeSites(profile: AllocationProfile, isSite: IsSite): AllocationProfile {
  const { parentOf, frameOf } = profile;
  const frames = [...profile.frames];
  const areSites = frames.map(isSite);
  if (!areSites.includes(true)) return profile;
  const merged = new Map<string, number>();
  const isSiteNode = (node: number): boolean => areSites[frameOf[node]!] === true;

  const newFrameOf = Uint32Array.from(frameOf);
  const newParentOf = Int32Array.from(parentOf);
  for (let node = 0; node < parentOf.length; node++) {
    if (!isSiteNode(node)) continue;
    let around = parentOf[node]!;
    while (around !== -1 && isSiteNode(around)) around = parentOf[around]!;
    if (around === -1) continue;
    newParentOf[node] = parentOf[around]!;
    const key = `${frameOf[node]}:${frameOf[around]}`;
    let frame = merged.get(key);
    if (frame === undefined) {
      frame = frames.push(siteIn(profile.frames[frameOf[node]!]!, profile.frames[frameOf[around]!]!)) - 1;
      merged.set(key, frame);
    }
    newFrameOf[node] = frame;
  }
  return inDepthFirstOrder({ ...profile, frames, frameOf: newFrameOf, parentOf: newParentOf });
}

/**
 * Does the same with one stack, innermost frame first.
 *
 * @param isSite - As above, for the frames of tracked allocations.
 */
export function mergeSiteFrames(stack: readonly AllocationFrame[], isSite: IsSite): AllocationFrame[] {
  const merged: AllocationFrame[] = [];
  let site: AllocationFrame | undefined;
  for (const frame of stack) {
    if (isSite(frame)) {
      // Of sites inside each other, the innermost says where the function was.
      site ??= frame;
      continue;
    }
    merged.push(site === undefined ? frame : siteIn(site, frame));
    site = undefined;
  }
  return merged;
}

/** The frame of an expression in the function around it. */
function siteIn(site: AllocationFrame, { functionName, line, column }: AllocationFrame): AllocationFrame {
  return { ...site, functionName, functionStart: { line, column } };
}

/** Puts nodes in depth-first order again: a merged node is a child of its function's caller now. */
function inDepthFirstOrder(profile: AllocationProfile): AllocationProfile {
  const count = profile.parentOf.length;
  const children: number[][] = Array.from({ length: count }, () => []);
  const order: number[] = [];
  const waiting: number[] = [];
  for (let node = count - 1; node >= 0; node--) {
    const parent = profile.parentOf[node]!;
    if (parent === -1) waiting.push(node);
    else children[parent]!.push(node);
  }
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    order.push(node);
    waiting.push(...children[node]!);
  }
  const placeOf = new Int32Array(count);
  for (const [place, node] of order.entries()) placeOf[node] = place;
  const { frameOf, parentOf, sizeOf, countOf, samples } = profile;
  return {
    ...profile,
    frameOf: Uint32Array.from(order, (node) => frameOf[node]!),
    parentOf: Int32Array.from(order, (node) => (parentOf[node] === -1 ? -1 : placeOf[parentOf[node]!]!)),
    sizeOf: Float64Array.from(order, (node) => sizeOf[node]!),
    countOf: Float64Array.from(order, (node) => countOf[node]!),
    samples: samples && { ...samples, nodeOf: samples.nodeOf.map((node) => placeOf[node]!) },
  };
}
