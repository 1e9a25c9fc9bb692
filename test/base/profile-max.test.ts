import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LARGEST_PROFILE_MAX, parseProfileMax } from '../../src/base/profile-max.ts';

describe('what PRAISONAI_PROFILE_MAX means', () => {
  test('unset is the default, without a warning', () => {
    expect(parseProfileMax(undefined)).toEqual({ capacity: 10_000, from: 'default' });
  });

  test.each([
    ['100', 100],
    [' 100\n', 100],
    ['+7', 7],
    ['5_000', 5000],
    ['1_0_0', 100],
    ['007', 7],
    ['1', 1],
    [String(LARGEST_PROFILE_MAX), LARGEST_PROFILE_MAX],
  ])('%j is a number', (text, capacity) => {
    expect(parseProfileMax(text)).toEqual({ capacity, from: 'environment' });
  });

  test.each(['', '  ', 'abc', '1.5', '1e3', '0x10', '1__0', '_1', '1_', '+', '--1', '1 0', '١', 'Infinity'])(
    '%j is no number: the default, with a warning that names it',
    (text) => {
      const read = parseProfileMax(text);
      expect(read).toMatchObject({ capacity: 10_000, from: 'invalid' });
      expect(read.warning).toContain(JSON.stringify(text));
      expect(read.warning).toContain('10000');
    },
  );

  test.each([
    ['0', 1],
    ['-0', 1],
    ['-5', 1],
    ['16777217', LARGEST_PROFILE_MAX],
    ['9'.repeat(5000), LARGEST_PROFILE_MAX],
  ])('%s is brought into range, and it is said', (text, capacity) => {
    const read = parseProfileMax(text);
    expect(read).toMatchObject({ capacity, from: 'clamped' });
    expect(read.warning).toContain(`using ${capacity}.`);
    expect(read.warning!.length).toBeLessThan(160);
  });

  test('any text gives a whole number in range, and a warning exactly when the text is not used as it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.integer().map(String), fc.bigInt().map(String)), (text) => {
        const { capacity, from, warning } = parseProfileMax(text);
        expect(Number.isInteger(capacity) && capacity >= 1 && capacity <= LARGEST_PROFILE_MAX).toBe(true);
        expect(warning === undefined).toBe(from === 'environment');
      }),
    );
  });
});
