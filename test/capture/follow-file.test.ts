import { appendFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { followFile } from '../../src/capture/follow-file.ts';
import { temporaryFolder } from '../helpers/run-memprof.ts';

test('a file that is still being written comes whole and in order', async () => {
  const file = path.join(temporaryFolder(), 'growing');
  const steps = ['one ', 'two ', 'three'];
  let got = '';
  let finish = (): void => undefined;
  const written = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const write = (): void => {
    const step = steps.shift();
    if (step === undefined) finish();
    else appendFileSync(file, step);
  };
  setImmediate(write);

  await followFile(file, written, (piece) => {
    got += Buffer.from(piece).toString();
    write();
  });

  expect(got).toBe('one two three');
});

test('what the writer failed of is thrown, also when there is a part of the file', async () => {
  const file = path.join(temporaryFolder(), 'broken');
  writeFileSync(file, 'a part');
  await expect(followFile(file, Promise.reject(new Error('disk full')), () => undefined)).rejects.toThrow(
    'disk full',
  );
});

test('a writer that says it is done and left no file', async () => {
  const file = path.join(temporaryFolder(), 'missing');
  await expect(followFile(file, Promise.resolve(), () => undefined)).rejects.toThrow('ENOENT');
});
