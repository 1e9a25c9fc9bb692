import { expect, test } from 'vitest';
import { fingerprintOf } from '../../../src/analysis/leaks/fingerprint.ts';

test('timers have one fingerprint, whether or not the list they are in can be told', () => {
  const timers = (referenceName: string): string =>
    fingerprintOf({ kind: 'timers', referenceName, ownerFile: null, packageName: 'ioredis' });

  expect(timers('pending timers (60000 ms)')).toBe(timers('pending timers'));
  expect(timers('pending timers (60 ms)')).toBe(timers('pending timers'));
});
