import type { CheckResult } from '../../../src/check/result.ts';

/** A check that found nothing. */
export function emptyCheck({ file }: { file: string }): CheckResult {
  return {
    schemaVersion: 1,
    target: { file, args: [], kind: 'module' },
    verdict: 'clean',
    reason: 'nothing-grows',
    iterations: 100,
    rounds: 4,
    elapsedMs: 1500,
    perIteration: { bytes: 0, objects: 0, arrayBuffersBytes: 0, rssBytes: 0, fileDescriptors: null },
    shape: null,
    growing: [],
    outside: [],
    series: [],
    suspects: [],
    budgets: [],
    notes: [],
    fails: false,
  };
}
