import { expect, test } from 'vitest';
import { joinEqual } from '../../../src/analysis/leaks/equal-suspects.ts';
import type { Suspect } from '../../../src/analysis/leaks/suspect.ts';

const suspect = (fingerprint: string, constructorName: string, count: number, bytes: number): Suspect => ({
  fingerprint,
  kind: 'unbounded-array',
  title: '',
  constructorName,
  reference: { name: 'tools', holder: 'module', location: null, isPlaceOfObjects: false },
  perIteration: { bytes, count },
  retainedBytes: 10 * bytes,
  retainingPath: [],
  files: [],
  package: null,
  advice: 'unbounded-array',
  docs: '',
  isProven: false,
});

const told = (suspects: readonly Suspect[]) =>
  joinEqual(suspects).map(({ constructorName, perIteration: { count, bytes }, retainedBytes }) => [
    constructorName,
    count,
    bytes,
    retainedBytes,
  ]);

test('the store of a collection and the objects in it are one suspect, named by the objects', () => {
  expect(told([suspect('a', 'Array', 0, 900), suspect('a', 'Tool', 1, 100)])).toEqual([
    ['Tool', 1, 1000, 10_000],
  ]);
  expect(told([suspect('a', 'Tool', 1, 100), suspect('a', 'Array', 0, 900)])).toEqual([
    ['Tool', 1, 1000, 10_000],
  ]);
});

test('one class reached in two ways is one suspect; two classes and two references are two', () => {
  expect(told([suspect('a', 'Tool', 1, 100), suspect('a', 'Tool', 2, 50)])).toEqual([['Tool', 3, 150, 1500]]);
  expect(told([suspect('a', 'Tool', 1, 100), suspect('a', 'Agent', 1, 50)])).toHaveLength(2);
  expect(told([suspect('a', 'Tool', 1, 100), suspect('b', 'Array', 0, 50)])).toHaveLength(2);
});
