import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Baseline } from '../../src/check/baseline.ts';
import { checkJson } from '../helpers/check-cli.ts';

describe('memprof check where the heap says little', () => {
  test('file descriptors that no object holds: where they were opened', { timeout: 150_000 }, async () => {
    const { code, result } = await checkJson('fixtures/check/open-files.mjs');

    expect(code).toBe(1);
    expect(result.suspects).toHaveLength(1);
    expect(result.suspects[0]).toMatchObject({
      kind: 'unclosed-handles',
      constructorName: 'fileDescriptors',
    });
    expect(result.suspects[0]?.perIteration.count).toBeCloseTo(0.5, 1);
    expect(result.suspects[0]?.allocations[0]).toMatchObject({
      functionName: 'openLog',
      file: 'fixtures/check/open-files.mjs',
      line: 8,
    });
  });

  test('a SharedArrayBuffer that grows, which V8 counts nowhere', { timeout: 150_000 }, async () => {
    const file = 'fixtures/check/growable-shared.mjs';
    const grows = await checkJson(file);
    expect(grows.code).toBe(1);
    expect(grows.result.suspects.map(({ kind }) => kind)).toEqual(['array-buffers']);
    expect(Math.round(grows.result.suspects[0]!.perIteration.bytes)).toBe(1024);

    const keepsSize = await checkJson(file, 'keeps-size');
    expect(keepsSize.result.verdict).toBe('clean');
  });

  test('a time to live that nobody waits for is told beside the verdict', { timeout: 150_000 }, async () => {
    const file = 'fixtures/check/time-to-live.mjs';
    const minute = await checkJson(file);
    expect(minute.result).toMatchObject({ verdict: 'leak', notes: [expect.stringContaining('after 60 s')] });

    const never = await checkJson(file, 'never');
    expect(never.result).toMatchObject({ verdict: 'leak', notes: [] });

    const seconds = await checkJson(file, '3000');
    expect(seconds.result).toMatchObject({ verdict: 'clean', notes: [] });
  });

  test('a leak is told only after a rest: with no time for one the answer is open, and comes in time', async () => {
    const args = ['--max-time', '6s', 'fixtures/check/time-to-live.mjs', 'never'];
    const { code, result } = await checkJson(...args);

    // Where anything could expire, the rest lasts until 12 s after the warm-up.
    expect({ code, verdict: result.verdict }).toEqual({ code: 2, verdict: 'inconclusive' });
    expect(result).toMatchObject({ shape: null, suspects: [], fails: false });
    expect(result.elapsedMs).toBeLessThan(6000 * 1.25 + 30_000);
  }, 150_000);

  test('no time for a second snapshot: the heap as a whole is judged', { timeout: 150_000 }, async () => {
    const { code, result } = await checkJson('--max-time', '4s', 'fixtures/check/ballast.mjs');

    // How far it gets depends on the machine; it never ends with a leak it cannot name, or with nothing.
    if (result.verdict === 'leak') {
      expect(code).toBe(1);
      expect(result.suspects.map(({ reference }) => reference.name)).toEqual(['heap']);
    } else expect({ code, verdict: result.verdict }).toEqual({ code: 2, verdict: 'inconclusive' });
  });
});

describe('memprof check with a baseline', () => {
  test(
    'a known leak passes, and fails from the day on that its entry expires',
    { timeout: 150_000 },
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'memprof-baseline-'));
      const file = path.join(folder, 'baseline.json');
      const args = ['--baseline', file, 'fixtures/check/leaky.mjs'];
      try {
        const written = await checkJson('--update-baseline', ...args);
        expect(written.code).toBe(0);

        expect(written.result.suspects[0]?.status).toBe('known');

        expireAt(file, '2020-01-01');
        const expired = await checkJson(...args);
        expect(expired.code).toBe(1);
        expect(expired.result.suspects[0]?.status).toBe('expired');
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    },
  );
});

function expireAt(file: string, expires: string): void {
  const baseline = JSON.parse(readFileSync(file, 'utf8')) as Baseline;
  const suspects = baseline.suspects.map((suspect) => ({ ...suspect, expires }));
  writeFileSync(file, JSON.stringify({ ...baseline, suspects }));
}
