import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../src/check/judge.ts';
import { type Progress, decide } from '../../src/check/plan.ts';

const CLEAN: Judgement = { growing: [], outside: [], undecided: [], isDyingOut: true, isBorneOut: true };
const LEAK: Judgement = {
  ...CLEAN,
  growing: [{ kind: 'object Session', perIteration: { count: 1, bytes: 100 } }],
};

function progress(changes: Partial<Progress>): Progress {
  return {
    iterations: 24_000,
    elapsedMs: 5000,
    iteratingMs: 1000,
    grownBytes: 0,
    heapBytes: 5e6,
    warmUpIterations: 500,
    stages: 7,
    snapshotMs: 200,
    lookMs: 50,
    grownDescriptors: 0,
    ...changes,
  };
}

describe('deciding', () => {
  test('800 descriptors more are enough: a process may have no more than some thousands', () => {
    const few = progress({ iterations: 1200, stages: 5, grownDescriptors: 700 });
    const many = progress({ iterations: 1300, stages: 6, grownDescriptors: 800 });

    expect(decide(LEAK, few, 60_000)).toMatchObject({ kind: 'continue', iterations: 400 });
    expect(decide(LEAK, many, 60_000)).toMatchObject({ kind: 'stop', verdict: 'leak' });
  });

  test('a last snapshot has to fit into the time left', () => {
    const costly = progress({ iterations: 900, elapsedMs: 40_000, snapshotMs: 9000, stages: 4 });

    expect(decide(LEAK, costly, 60_000)).toMatchObject({ kind: 'stop', verdict: 'leak' });
    expect(decide(LEAK, costly, 90_000)).toMatchObject({ kind: 'continue' });
  });

  test('rounds have to fit into the time left, too: with a large heap each takes seconds', () => {
    const slow = progress({ iterations: 900, elapsedMs: 40_000, snapshotMs: 1000, stages: 5, lookMs: 3000 });

    expect(decide(CLEAN, { ...slow, iteratingMs: 100 }, 60_000)).toMatchObject({ kind: 'stop' });
    expect(decide(CLEAN, { ...slow, iteratingMs: 100 }, 70_000)).toMatchObject({ kind: 'continue' });
  });

  test('growth that the bytes do not bear out when time is up decides nothing', () => {
    const late = progress({ elapsedMs: 59_000 });

    expect(decide({ ...LEAK, isBorneOut: false }, late, 60_000)).toMatchObject({ verdict: 'inconclusive' });
  });

  test('growth that lasted 24,000 iterations is a leak', () => {
    expect(decide(LEAK, progress({}), 60_000)).toMatchObject({ kind: 'stop', verdict: 'leak' });
  });

  test('growth in the first 1,500 iterations may be a cache that fills: go on, with about as many again', () => {
    const decision = decide(LEAK, progress({ iterations: 1500, stages: 4 }), 60_000);

    expect(decision).toEqual({ kind: 'continue', iterations: 1965, withSnapshot: true });
  });

  test('growth the bytes do not bear out is looked at again', () => {
    const decision = decide({ ...LEAK, isBorneOut: false }, progress({}), 60_000);

    expect(decision).toEqual({ kind: 'continue', iterations: 3000, withSnapshot: true });
  });

  test('with a heap that costs seconds to look at, bytes have to do', () => {
    const grown = progress({ iterations: 3000, grownBytes: 20e6, heapBytes: 25e6 });

    expect(decide(LEAK, grown, 60_000)).toMatchObject({ kind: 'continue', withSnapshot: false });
  });

  test('nothing grows: clean', () => {
    expect(decide(CLEAN, progress({}), 60_000)).toMatchObject({ kind: 'stop', verdict: 'clean' });
  });

  test('something grows unevenly and time is up: inconclusive', () => {
    const uneven = { ...CLEAN, undecided: ['object Session'], isDyingOut: false };

    expect(decide(uneven, progress({ elapsedMs: 60_001 }), 60_000)).toEqual({
      kind: 'stop',
      verdict: 'inconclusive',
      reason: 'out-of-time',
    });
  });

  test('too few rounds in the time there was: inconclusive', () => {
    const few = progress({ stages: 2, elapsedMs: 60_001 });

    expect(decide(LEAK, few, 60_000)).toMatchObject({ verdict: 'inconclusive', reason: 'too-few-rounds' });
  });

  test('a stage is cut to what fits into the time left', () => {
    const slow = progress({ iterations: 100, iteratingMs: 10_000, elapsedMs: 30_000, stages: 4 });
    const decision = decide(LEAK, slow, 60_000);

    expect(decision).toMatchObject({ kind: 'continue', iterations: 80 });
  });
});
