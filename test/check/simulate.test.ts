import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { judgeRounds } from '../../src/check/judge.ts';
import { type Decision, decide } from '../../src/check/plan.ts';
import type { Round } from '../../src/check/rounds.ts';

const BYTES = 64;
const HEAP = 5e6;

/** A whole check of a program of which only the number of live Sessions after so many iterations is known. */
function simulate(
  live: (iterations: number) => number,
  msPerIteration = 0.01,
  arrayBytes: (iterations: number, round: number) => number = () => 0,
): string {
  const rounds: Round[] = [];
  const warmUpIterations = Math.max(1, Math.min(500, Math.floor(800 / msPerIteration)));
  let iterations = warmUpIterations;
  let next: Decision = { kind: 'continue', iterations: 0, withSnapshot: true };
  for (;;) {
    const count = Math.max(0, Math.floor(live(iterations)));
    const kinds = next.withSnapshot
      ? new Map([
          ['object Session', { count, bytes: count * BYTES }],
          ['array', { count: 2000, bytes: 7e5 + arrayBytes(iterations, rounds.length) }],
        ])
      : null;
    rounds.push({ iterations, figures: figuresOf(count, arrayBytes(iterations, rounds.length)), kinds });
    const iteratingMs = iterations * msPerIteration;
    next = decide(
      judgeRounds(rounds),
      {
        iterations,
        elapsedMs: iteratingMs + rounds.length * 200,
        iteratingMs,
        grownBytes:
          (count - Math.floor(live(warmUpIterations))) * BYTES + Math.max(0, arrayBytes(iterations, 0)),
        heapBytes: HEAP + count * BYTES,
        warmUpIterations,
        stages: rounds.filter((round) => round.kinds !== null).length,
        snapshotMs: 200,
        lookMs: 50,
        grownDescriptors: 0,
      },
      60_000,
    );
    if (next.kind === 'stop') return next.verdict;
    iterations += next.iterations;
  }
}

function figuresOf(count: number, arrayBytes: number): Round['figures'] {
  return {
    heapUsedBytes: HEAP + count * BYTES + arrayBytes,
    heapTotalBytes: 2 * HEAP,
    externalBytes: 0,
    arrayBuffersBytes: 0,
    rssBytes: 1e8,
    anonymousBytes: 5e7,
    fileDescriptors: 20,
    threads: 12,
    workerHeapBytes: 0,
    activeResources: new Map(),
  };
}

/**
 * Bytes of a Map's table after so many entries, from which the oldest is taken once there are `full`. V8 keeps the
 * place of what was taken out until the table is full, and doubles it where less than half can be used again.
 */
function bytesOfFullMap(full: number): (entries: number) => number {
  const rehashed = [{ entries: 0, capacity: 4 }];
  return (entries) => {
    for (;;) {
      const { entries: since, capacity } = rehashed.at(-1)!;
      const live = Math.min(since, full);
      const next = since + capacity - live;
      if (next > entries) break;
      const taken = capacity - Math.min(next, full);
      rehashed.push({ entries: next, capacity: taken >= capacity / 2 ? capacity : 2 * capacity });
    }
    return 28 * (rehashed.findLast((at) => at.entries <= entries)?.capacity ?? 0);
  };
}

describe('a whole check', () => {
  test('no sawtooth is a leak, whatever its period', () => {
    const leaks: number[] = [];
    for (let period = 2; period <= 9000; period++) {
      if (simulate((i) => i % period) === 'leak') leaks.push(period);
    }
    expect(leaks).toEqual([]);
  });

  test('no cache that is full after 18,000 iterations is a leak, whatever its size', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 18_000 }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (full, each) => {
          expect(simulate((i) => Math.min(i, full) * each)).toBe('clean');
        },
      ),
    );
  });

  test('a cache of keys drawn at random fills ever more slowly, and is no leak', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 6000 }), (keys) => {
        expect(simulate((i) => keys * (1 - Math.exp(-i / keys)))).toBe('clean');
      }),
    );
  });

  test('whatever grows by one object in thirty iterations or more, at any speed, is a leak', () => {
    const rates = fc.double({ min: 1 / 30, max: 50, noNaN: true });
    const speeds = fc.constantFrom(0.001, 0.05, 0.5, 2, 10);
    fc.assert(
      fc.property(rates, speeds, (rate, msPerIteration) => {
        expect(simulate((i) => i * rate, msPerIteration)).toBe('leak');
      }),
    );
  });

  test('tables of Node that grow and shrink by 50 KiB from snapshot to snapshot are no leak', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 200, maxLength: 200 }), (noise) => {
        expect(
          simulate(
            () => 17,
            0.4,
            (_, round) => (noise[round % 200] ?? 0) * 512,
          ),
        ).not.toBe('leak');
      }),
    );
  });

  test.each([
    ['an array of numbers, which grows by half', 1.5, 8],
    ['a Map of numbers, which doubles', 2, 20],
  ])('%s, is a leak', (_, factor, bytes) => {
    const store = (i: number): number => factor ** Math.ceil(Math.log(Math.max(1, i)) / Math.log(factor));

    for (const msPerIteration of [0.002, 0.02, 0.1]) {
      expect(
        simulate(
          () => 17,
          msPerIteration,
          (i) => store(i) * bytes,
        ),
      ).toBe('leak');
    }
  });

  test('the table of a cache that fills ever more slowly is no leak either', () => {
    const keys = (i: number): number => 30_000 * (1 - Math.exp(-i / 30_000));

    expect(simulate(keys, 0.01, (i) => 2 ** Math.ceil(Math.log2(keys(i))) * 20)).not.toBe('leak');
  });

  test('nor is that of a cache whose keys are of very unequal use, wherever the table doubles', () => {
    fc.assert(
      fc.property(fc.integer({ min: 5000, max: 40_000 }), fc.constantFrom(2, 3), (most, power) => {
        // Key k of `most` is drawn with the chance that a random number to that power falls to it.
        const drawn = (k: number): number => ((k + 1) / most) ** (1 / power) - (k / most) ** (1 / power);
        const keys = (i: number): number => {
          let sum = 0;
          for (let k = 0; k < most; k += 10) sum += 10 * (1 - Math.exp(-i * drawn(k + 4.5)));
          return sum;
        };

        expect(simulate(keys, 0.02, (i) => 2 ** Math.ceil(Math.log2(keys(i))) * 28)).not.toBe('leak');
      }),
      { numRuns: 40 },
    );
  });

  test('nor is the table of a full cache, which doubles once more for the entries that were taken out', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 18_000 }),
        fc.double({ min: 0.1, max: 5, noNaN: true }),
        (full, each) => {
          const bytes = bytesOfFullMap(full * each);

          expect(
            simulate(
              (i) => Math.min(i, full) * each,
              0.01,
              (i) => bytes(i * each),
            ),
          ).toBe('clean');
        },
      ),
    );
  });

  test('growth that speeds up is a leak', () => {
    expect(simulate((i) => i ** 1.5)).toBe('leak');
  });

  test('nothing at all is clean', () => {
    expect(simulate(() => 17)).toBe('clean');
  });
});
