import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { DiffResult, RunResult } from '../../src/analysis/results.ts';
import { fixture, memprof, start, temporaryFolder } from '../helpers/run-memprof.ts';

async function diff(before: string, after: string): Promise<DiffResult> {
  const { code, stdout, stderr } = await memprof(['diff', before, after, '--format', 'json']);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as DiffResult;
}

test('a file of a capture is read by what the capture knows: source maps and sampling interval', async () => {
  const directory = temporaryFolder();
  const options = ['--directory', directory, '--sampling-interval', '4096', '--format', 'json'];
  const run = await memprof(['run', ...options, fixture('apps/agent.ts'), '6']);
  const capture = path.join(directory, readdirSync(directory)[0]!);
  const [first, last] = ['0002', '0003'].map((number) => {
    const files = readdirSync(capture).filter((name) => name.startsWith(number));
    const one = (type: string) =>
      path.join(
        capture,
        files.find((name) => name.endsWith(type))!,
      );
    return { profile: one('.heapprofile'), snapshot: one('.heapsnapshot') };
  });

  const { comparisons } = JSON.parse(run.stderr) as RunResult;
  const expected = comparisons.find(({ from, to }) => from === 'turn #1' && to === 'turn #2')!;
  const profiles = await diff(first!.profile, last!.profile);
  expect(profiles.allocations).toEqual({ kind: 'sampled', intervalBytes: 4096 });
  expect(profiles.lineno).toEqual(expected.lineno);
  expect((await diff(first!.snapshot, last!.snapshot)).constructor).toEqual(expected.constructor);

  const mixed = await memprof(['diff', first!.snapshot, last!.profile]);
  expect(mixed).toMatchObject({ code: 2, stdout: '' });
  expect(mixed.stderr).toContain('give two heap snapshots, or two heap profiles');
});

test.each([8, 32, 512])('of a bare profile the interval, %i KiB, is found in its sizes', async (kib) => {
  const folder = temporaryFolder();
  const record = async (name: string, count: number): Promise<string> => {
    const program = `globalThis.kept = Array.from({ length: ${count} }, (_, i) => ({ i }));`;
    const flags = ['--heap-prof', `--heap-prof-interval=${kib * 1024}`, `--heap-prof-name=${name}`];
    await start([...flags, '--eval', program], { cwd: folder });
    return path.join(folder, name);
  };

  const { allocations, lineno } = await diff(
    await record('few.heapprofile', 1),
    await record('many.heapprofile', 900_000),
  );

  expect(allocations.intervalBytes).toBe(kib * 1024);
  const count = lineno.reduce((sum, row) => sum + row.countDiff, 0);
  // At 512 KiB these are fifty samples.
  expect(count).toBeGreaterThan(400_000);
  expect(count).toBeLessThan(1_800_000);
});
