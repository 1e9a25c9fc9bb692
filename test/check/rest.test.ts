import { expect, test } from 'vitest';
import type { Judgement } from '../../src/check/judge.ts';
import { mayExpire, outcomeOfRest } from '../../src/check/rest.ts';
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
  ['all still there', 1000, 'kept'],
  ['nearly all still there', 960, 'kept'],
  ['a quarter expired meanwhile', 775, 'going'],
  ['expired meanwhile', 150, 'let-go'],
])('%s', (_, after, outcome) => {
  expect(outcomeOfRest(round(100), round(1000), round(after), JUDGEMENT)).toBe(outcome);
});

test('without snapshots the size of the heap tells', () => {
  expect(outcomeOfRest(round(100), round(1000, false), round(150, false), JUDGEMENT)).toBe('let-go');
});

test('sockets that close by themselves when idle are let go', () => {
  const judgement: Judgement = {
    ...JUDGEMENT,
    growing: [],
    outside: [{ series: 'fileDescriptors', trend: 'growing', perIteration: 1 }],
  };
  const open = (fileDescriptors: number): Round => ({
    ...round(100),
    figures: { ...round(100).figures, fileDescriptors },
  });

  expect(outcomeOfRest(open(20), open(90), open(21), judgement)).toBe('let-go');
  expect(outcomeOfRest(open(20), open(90), open(90), judgement)).toBe('kept');
});

test('one that grows still when the other is gone is a leak', () => {
  const judgement: Judgement = {
    ...JUDGEMENT,
    outside: [{ series: 'fileDescriptors', trend: 'growing', perIteration: 1 }],
  };
  const open = (sessions: number, fileDescriptors: number): Round => ({
    ...round(sessions),
    figures: { ...round(sessions).figures, fileDescriptors },
  });

  expect(outcomeOfRest(open(100, 20), open(1000, 90), open(1000, 20), judgement)).toBe('kept');
});

test('what grew may expire when there is a timer, or a time in each', () => {
  const later = (kinds: [string, number][]): Round => ({
    ...round(1000),
    iterations: 3000,
    kinds: new Map(kinds.map(([kind, count]) => [kind, { count, bytes: count * 16 }])),
  });

  expect(mayExpire(round(100), later([['object Session', 2000]]))).toBe(false);
  expect(mayExpire(round(100), later([['object Timeout', 1]]))).toBe(true);
  expect(mayExpire(round(100), later([['number', 2000]]))).toBe(true);
});
