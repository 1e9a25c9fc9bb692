import { expect, test } from 'vitest';
import { hasProgram } from '../../src/capture/attach/proc-files.ts';

test.runIf(process.platform === 'linux')('a process has a program as long as it is there', () => {
  expect(hasProgram(process.pid)).toBe(true);
  expect(hasProgram(2 ** 30)).toBe(false);
});
