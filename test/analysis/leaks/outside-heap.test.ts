import { expect, test } from 'vitest';
import { suspectsOutsideHeap } from '../../../src/analysis/leaks/outside-heap.ts';
import type { GrowingSeries, GrowthEvidence } from '../../../src/analysis/leaks/suspect.ts';
import { adviceFor, sentenceFor } from '../../../src/report/suspect-words.ts';

const grown = (series: GrowingSeries['series']): GrowthEvidence => ({
  growing: [],
  newIds: new Uint32Array(),
  iterations: 100,
  outside: [{ series, perIteration: 1024 }],
});

test('a heap that was too large to be looked into is said to be that', () => {
  const [suspect] = suspectsOutsideHeap(grown('heap'), []);

  expect(sentenceFor(suspect!)).toBe(
    'The heap grows, and is too large to be looked into in the time allowed',
  );
  expect(adviceFor(suspect!)).toContain('--max-time');
});

test('what grows outside the heap is a suspect when nothing in the heap explains it', () => {
  const [suspect] = suspectsOutsideHeap(grown('fileDescriptors'), []);

  expect(suspect).toMatchObject({ kind: 'unclosed-handles', perIteration: { bytes: 0, count: 1024 } });
  expect(sentenceFor(suspect!)).toBe(
    'Ever more file descriptors are open, and nothing new in the JavaScript heap explains it',
  );
  expect(suspectsOutsideHeap(grown('fileDescriptors'), [suspect!])).toEqual([]);
});
