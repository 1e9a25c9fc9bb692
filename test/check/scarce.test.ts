import { describe, expect, test } from 'vitest';
import type { Round } from '../../src/check/rounds.ts';
import {
  SCARCE_ROUNDS,
  areSnapshotsScarce,
  isLastSnapshotLeftOut,
  judgeScarce,
} from '../../src/check/scarce.ts';

const HEAP = 120e6;
const BYTES = 100;

/** Rounds of a program with a large heap, as long as {@link SCARCE_ROUNDS} says; snapshots at both ends. */
function roundsOf(live: (iterations: number) => number, hasLastSnapshot = true): Round[] {
  let iterations = 500;
  const rounds = [roundAt(iterations, live(iterations), true)];
  for (const [i, parts] of SCARCE_ROUNDS.entries()) {
    iterations += parts * 3000;
    const isLast = i === SCARCE_ROUNDS.length - 1;
    rounds.push(roundAt(iterations, live(iterations), isLast && hasLastSnapshot));
  }
  return rounds;
}

function roundAt(iterations: number, sessions: number, hasSnapshot: boolean): Round {
  const size = { count: sessions, bytes: sessions * BYTES };
  return {
    iterations,
    figures: {
      // What the heap differs by from round to round.
      heapUsedBytes: HEAP + size.bytes + (iterations % 7) * 15_000,
      heapTotalBytes: 2 * HEAP,
      externalBytes: 0,
      arrayBuffersBytes: 0,
      rssBytes: 3 * HEAP,
      anonymousBytes: null,
      fileDescriptors: 20,
      threads: 12,
      workerHeapBytes: 0,
      activeResources: new Map(),
    },
    kinds: hasSnapshot ? new Map([['object Session', size]]) : null,
  };
}

describe('a heap of which there is time for two snapshots only', () => {
  test('one object each iteration is a leak', () => {
    const { growing } = judgeScarce(roundsOf((i) => 1e6 + i));

    expect(growing.map(({ kind }) => kind)).toEqual(['object Session']);
    expect(growing[0]?.perIteration).toEqual({ count: 1, bytes: BYTES });
  });

  test('the same number of objects at both ends is clean', () => {
    const { growing, undecided } = judgeScarce(roundsOf(() => 1e6));

    expect({ growing, undecided }).toEqual({ growing: [], undecided: [] });
  });

  test('a cache that was full before the last rounds is no leak, and dies out', () => {
    const { growing, undecided, isDyingOut } = judgeScarce(roundsOf((i) => 1e6 + Math.min(i, 20_000)));

    expect({ growing, undecided, isDyingOut }).toEqual({
      growing: [],
      undecided: ['object Session'],
      isDyingOut: true,
    });
  });

  test('where even the second takes too long, the heap as a whole tells', () => {
    const leaky = judgeScarce(roundsOf((i) => 1e6 + i, false));
    const clean = judgeScarce(roundsOf(() => 1e6, false));

    expect(leaky.outside.find(({ series }) => series === 'heap')?.trend).toBe('growing');
    expect(clean.outside.find(({ series }) => series === 'heap')).toBeUndefined();
  });
});

test('snapshots are scarce from a twelfth of the time allowed on', () => {
  expect(areSnapshotsScarce(4000, 60_000)).toBe(false);
  expect(areSnapshotsScarce(6000, 60_000)).toBe(true);
  expect(isLastSnapshotLeftOut(10_000, 40_000)).toBe(false);
  expect(isLastSnapshotLeftOut(30_000, 40_000)).toBe(true);
});
