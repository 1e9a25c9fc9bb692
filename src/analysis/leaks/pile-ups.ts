import { ELEMENT_HOP } from './hop-numbers.ts';
import type { PathGroup, PathGroups } from './path-groups.ts';

/** Where new objects pile up: many of them hang on one reference, or on one of each of many equal objects. */
export interface PileUp {
  /** What they hang on: a collection, a scope, an object with a list. */
  readonly holder: PathGroup;
  /** The groups that pile up, the heaviest first; more than one when a collection holds objects of several classes. */
  readonly groups: readonly PathGroup[];
  readonly newCount: number;
  readonly newBytes: number;
}

/** What takes less than this share of what is new is not worth a suspect. */
const LEAST_SHARE = 0.03;
/** What gains this many times the least count is regular: it needs no share, only more than nothing. */
const REGULAR = 15;
const WORD = 8;
/** The same for a few large objects, which may as well be a cache that has just been filled. */
const LEAST_SHARE_OF_FEW = 0.3;
/** What weighs less than this is no few large objects, whatever its share. */
export const LEAST_BYTES_OF_FEW = 4096;

/**
 * Walks down from the anchors to where the new objects fan out.
 *
 * @param leastCount - How many new objects in one group are many.
 * @param isStore - True for groups of a collection's stores, which are part of it.
 * @param bytesApart - New bytes that are told already: shares are of the others.
 * @returns The heaviest first; ties are broken by order in the snapshot.
 */
export function findPileUps(
  { groups }: PathGroups,
  leastCount: number,
  isStore: (group: PathGroup) => boolean,
  bytesApart = 0,
): PileUp[] {
  const anchors = groups.filter(({ parent }) => parent === null);
  const total = anchors.reduce((sum, { newBytes }) => sum + newBytes, -bytesApart);
  const found: PileUp[] = [];
  for (const anchor of anchors) descend(anchor, leastCount, total, found);
  return mergeByHolder(found, isStore).toSorted((a, b) => b.newBytes - a.newBytes);
}

/** A collection holds some of its objects directly and some, such as keys, in a store: they belong together. */
function mergeByHolder(found: readonly PileUp[], isStore: (group: PathGroup) => boolean): PileUp[] {
  const merged = new Map<string, PileUp>();
  for (const pileUp of found) {
    let { holder } = pileUp;
    while (holder.parent && isStore(holder)) holder = holder.parent;
    const { hop } = pileUp.groups[0];
    const key = hop === ELEMENT_HOP ? `${holder.index}` : `${holder.index} ${hop}`;
    const known = merged.get(key);
    merged.set(key, known ? pileUpOf(known.holder, [...known.groups, ...pileUp.groups]) : pileUp);
  }
  return [...merged.values()];
}

/** A pile-up of some of the groups below a holder. */
export function pileUpOf(holder: PathGroup, groups: readonly PathGroup[]): PileUp {
  return {
    holder,
    groups: groups.toSorted((a, b) => b.newBytes - a.newBytes),
    newCount: groups.reduce((sum, { newCount }) => sum + newCount, 0),
    newBytes: groups.reduce((sum, { newBytes }) => sum + newBytes, 0),
  };
}

function descend(start: PathGroup, leastCount: number, total: number, found: PileUp[]): void {
  const stack = [start];
  for (let holder = stack.pop(); holder; holder = stack.pop()) {
    const many = holder.children.filter(({ newCount }) => newCount >= leastCount);
    for (const pileUp of byReference(holder, many)) {
      if (isWorthTelling(pileUp, leastCount, total)) found.push(pileUp);
    }
    const few = holder.children.filter((child) => !many.includes(child));
    const isHeavy = (child: PathGroup) => child.newBytes >= total * LEAST_SHARE;
    if (many.length === 0 && holder.newCount > 0 && !few.some(isHeavy)) addFew(holder, total, found);
    stack.push(...few);
  }
}

/** Objects without bytes of their own are V8's bookkeeping: a word each is the least that a program's have. */
function isWorthTelling({ newBytes, newCount }: PileUp, leastCount: number, total: number): boolean {
  if (newBytes < newCount * WORD) return false;
  return newBytes >= total * LEAST_SHARE || newCount >= leastCount * REGULAR;
}

/** The objects that one collection holds belong together whatever their classes. */
function byReference(holder: PathGroup, many: readonly PathGroup[]): PileUp[] {
  const byHop = new Map<number, PathGroup[]>();
  for (const group of many) {
    const list = byHop.get(group.hop);
    if (list) list.push(group);
    else byHop.set(group.hop, [group]);
  }
  return [...byHop.values()].map((groups) => pileUpOf(holder, groups));
}

/** A few new objects that weigh much: a string that grows, a buffer that is replaced by a larger one. */
function addFew(group: PathGroup, total: number, found: PileUp[]): void {
  if (!group.parent || group.newBytes < Math.max(LEAST_BYTES_OF_FEW, total * LEAST_SHARE_OF_FEW)) return;
  found.push(pileUpOf(group.parent, [group]));
}
