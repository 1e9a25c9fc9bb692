import { chmodSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { Checkup } from '../../src/analysis/checkup.ts';
import { fixture, memprof, temporaryFolder } from '../helpers/run-memprof.ts';

async function examine(
  options: Parameters<typeof memprof>[1] = {},
): Promise<{ code: number | null; all: Checkup[] }> {
  const { code, stdout, stderr } = await memprof(['doctor', '--format', 'json'], options);
  expect(stderr).toBe('');
  return { code, all: JSON.parse(stdout) as Checkup[] };
}

test('a machine on which these tests run is well', async () => {
  const { code, stdout } = await memprof(['doctor']);

  expect(stdout).toMatch(/✓ run, check +a program can be started and looked into\n/);
  expect(stdout).toContain('memprof works here.');
  expect(code).toBe(0);
});

test('where programs cannot be started it says so, with a cure, and exits with 1', async () => {
  const { code, all } = await examine({
    env: { NODE_OPTIONS: `--require ${fixture('apps/doctor/no-start.cjs')}` },
  });

  expect(code).toBe(1);
  const running = all.find(({ subject }) => subject === 'run, check')!;
  expect(running).toMatchObject({ state: 'problem', says: expect.stringContaining('it ended at once') });
  expect(running.cure).toContain('no-start.cjs');
});

test('a setting that makes no sense is told', async () => {
  const { code, all } = await examine({ env: { PRAISONAI_PROFILE_MAX: 'abc' } });

  expect(code).toBe(0);
  expect(all.find(({ subject }) => subject === 'ring buffers')).toMatchObject({ state: 'limited' });
});

test('a folder that cannot be written to is a problem', async ({ skip }) => {
  if (process.getuid?.() === 0) skip('root may write everywhere');
  const folder = path.join(temporaryFolder(), 'locked');
  mkdirSync(folder);
  chmodSync(folder, 0o555);

  const { code, all } = await examine({ cwd: folder });

  expect(code).toBe(1);
  expect(all.find(({ subject }) => subject === 'disk')).toMatchObject({ state: 'problem' });
});
