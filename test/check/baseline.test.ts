import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Suspect } from '../../src/analysis/leaks/suspect.ts';
import { readBaseline, statusOf, updateBaseline, writeBaseline } from '../../src/check/baseline.ts';
import { temporaryFolder } from '../helpers/run-memprof.ts';

const TODAY = new Date('2026-06-15T12:00:00Z');

function suspect(fingerprint: string, bytes: number): Suspect {
  return {
    fingerprint,
    kind: 'unbounded-map',
    title: 'sessions gains Session',
    constructorName: 'Session',
    reference: { name: 'sessions', holder: 'Map', location: null, isPlaceOfObjects: false },
    perIteration: { bytes, count: 1 },
    retainedBytes: 1000,
    retainingPath: [],
    files: [],
    package: null,
    advice: 'unbounded-map',
    docs: 'docs/findings/unbounded-map.md',
    isProven: true,
  };
}

const baseline = updateBaseline({ schemaVersion: 1, suspects: [] }, [suspect('bb', 1000), suspect('aa', 50)]);

describe('a baseline', () => {
  test('is sorted by fingerprint, so that its diffs are small', () => {
    expect(baseline.suspects.map(({ fingerprint }) => fingerprint)).toEqual(['aa', 'bb']);
  });

  test.each([
    ['known', suspect('bb', 1400)],
    ['grown', suspect('bb', 1600)],
    ['new', suspect('cc', 10)],
    ['known', suspect('aa', 110)],
  ])('%s', (status, found) => {
    expect(statusOf(found, baseline, TODAY)).toBe(status);
  });

  test('an entry past its day fails the build again; reason and day survive an update', () => {
    const [, entry] = baseline.suspects;
    const old = {
      schemaVersion: 1 as const,
      suspects: [{ ...entry!, reason: 'upstream', expires: '2026-06-01' }],
    };

    expect(statusOf(suspect('bb', 1000), old, TODAY)).toBe('expired');
    expect(updateBaseline(old, [suspect('bb', 900)]).suspects[0]).toMatchObject({
      bytesPerIteration: 900,
      reason: 'upstream',
      expires: '2026-06-01',
    });
  });

  test('reads back what was written; one that is not there knows nothing', () => {
    const file = path.join(temporaryFolder(), 'baseline.json');

    expect(readBaseline(file).suspects).toEqual([]);
    writeBaseline(file, baseline);
    expect(readBaseline(file)).toEqual(baseline);
    expect(readFileSync(file, 'utf8').endsWith('}\n')).toBe(true);
  });

  test.each(['[', '{}', '{"schemaVersion":2,"suspects":[]}', '{"schemaVersion":1,"suspects":[{}]}'])(
    'refuses %s',
    (text) => {
      const file = path.join(temporaryFolder(), 'baseline.json');
      writeFileSync(file, text);

      expect(() => readBaseline(file)).toThrow('--update-baseline');
    },
  );
});
