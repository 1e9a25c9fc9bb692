import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
// The built files: the agent that runs in the target is JavaScript.
import { checkLeak } from '../../dist/index.js';
import { toNotLeak } from '../../dist/cli/matchers.js';

interface Kept {
  kept?: object[];
}

const folder = fileURLToPath(new URL('.', import.meta.url));

describe('checkLeak', () => {
  test('a function that keeps what it makes leaks', async () => {
    const result = await checkLeak(
      (i) => {
        ((globalThis as Kept).kept ??= []).push({ i, text: `kept ${i}` });
      },
      { from: import.meta.url },
    );

    expect(result).toMatchObject({ verdict: 'leak', fails: true });
    expect(result.suspects[0]?.reference.name).toContain('kept');
    expect(readdirSync(folder).filter((name) => name.startsWith('.memprof'))).toEqual([]);
  });

  test('a function may import for itself', async () => {
    const result = await checkLeak(
      async () => {
        const { join } = await import('node:path');
        return join('a', 'b');
      },
      { from: import.meta.url },
    );

    expect(result.verdict).toBe('clean');
  });

  test('a module is checked by its path', async () => {
    const result = await checkLeak('../../fixtures/check/clean.mjs', { from: import.meta.url });

    expect(result.verdict).toBe('clean');
  });

  test('a variable from outside is not there, and the error says so', async () => {
    const outside = 1;

    await expect(checkLeak(() => outside)).rejects.toThrow('outside is not defined');
  });
});

describe('toNotLeak', () => {
  test('fails with the report', async () => {
    const { pass, message } = await toNotLeak.call(
      { testPath: fileURLToPath(import.meta.url) },
      '../../fixtures/check/leaky.mjs',
    );

    expect(pass).toBe(false);
    expect(message()).toContain('sessions');
    expect(message()).toContain('What to do:');
  });

  test('is a matcher of vitest', async () => {
    expect.extend({ toNotLeak });

    const matchers = expect((i: number) => i + 1) as unknown as { toNotLeak(): Promise<void> };
    await matchers.toNotLeak();
  });
});
