import { expect, test } from 'vitest';
import type { Judgement } from '../../src/check/judge.ts';
import { outlastsRest } from '../../src/check/rest.ts';
import type { Round } from '../../src/check/rounds.ts';

const JUDGEMENT: Judgement = {
  growing: [{ kind: 'object Session', perIteration: { count: 1, bytes: 64 } }],
  outside: [],
  undecided: [],
  isDyingOut: false,
  isBorneOut: true,
};

function round(sessions: number, hasSnapshot = true): Round {
  return {
    iterations: 1000,
    figures: {
      heapUsedBytes: 5e6 + sessions * 64,
      heapTotalBytes: 1e7,
      externalBytes: 0,
      arrayBuffersBytes: 0,
      rssBytes: 1e8,
      anonymousBytes: null,
      fileDescriptors: null,
      threads: null,
      workerHeapBytes: null,
      activeResources: new Map(),
    },
    kinds: hasSnapshot ? new Map([['object Session', { count: sessions, bytes: sessions * 64 }]]) : null,
  };
}

test.each([
  ['all still there', 1000, true],
  ['most still there', 800, true],
  ['expired meanwhile', 150, false],
])('%s', (_, after, outlasts) => {
  expect(outlastsRest(round(100), round(1000), round(after), JUDGEMENT)).toBe(outlasts);
});

test('without snapshots the size of the heap tells', () => {
  expect(outlastsRest(round(100), round(1000, false), round(150, false), JUDGEMENT)).toBe(false);
});

test('what lies outside the heap is no matter of a rest', () => {
  expect(outlastsRest(round(100), round(100), round(100), { ...JUDGEMENT, growing: [] })).toBe(true);
});
