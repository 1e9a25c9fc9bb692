import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import type { CaptureManifest } from '../../src/capture/manifest.ts';
import type { RunResult } from '../../src/analysis/results.ts';
import { memprof, temporaryFolder } from '../helpers/run-memprof.ts';
import { startProgram } from '../helpers/running-program.ts';

// Snapshots of three heaps at five labels: on a loaded machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

async function attach(
  pid: number,
  options: readonly string[],
): Promise<{ stdout: string; capture: string; manifest: CaptureManifest }> {
  const directory = temporaryFolder();
  const args = ['attach', String(pid), '--follow', 'workers', '--directory', directory, ...options];
  const { code, stdout, stderr } = await memprof(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const capture = path.join(directory, readdirSync(directory)[0]!);
  const text = readFileSync(path.join(capture, 'capture.json'), 'utf8');
  return { stdout, capture, manifest: JSON.parse(text) as CaptureManifest };
}

test('workers that run already have their rows, and are left as they were', async () => {
  const program = await startProgram('apps/attach/workers.mjs', {
    args: ['works'],
    flags: ['--inspect-port=0'],
  });

  const { stdout, manifest } = await attach(program.pid, ['--duration', '1h', '--format', 'json']);

  const { comparisons } = JSON.parse(stdout) as RunResult;
  const rounds = comparisons.find(({ from, to }) => from === 'round #1' && to === 'round #3')!;
  const names = ['worker 1 (workers.mjs)', 'worker 2 (workers.mjs)'];
  expect(rounds.places!.map(({ place }) => place)).toEqual(['main', ...names]);
  const jobs = rounds.constructor.filter(({ constructorName }) => constructorName === 'Job');
  expect(new Map(jobs.map(({ place, countDiff }) => [place!, countDiff]))).toEqual(
    new Map(names.map((name) => [name, 800])),
  );
  const sum = rounds.places!.reduce((total, { heapUsedDiffBytes }) => total + heapUsedDiffBytes, 0);
  expect(sum).toBe(rounds.heapUsedDiffBytes);
  expect(rounds.lineno.some(({ place }) => names.includes(place ?? ''))).toBe(true);
  expect(manifest.notes.filter(({ kind }) => kind === 'warning')).toEqual([]);
});

test('after a recording nothing is left in the workers, and they end as before', async () => {
  const program = await startProgram('apps/attach/workers.mjs');

  await attach(program.pid, ['--duration', '1ms', '--snapshots', 'none']);

  program.child.kill('SIGTERM');
  await program.printed('agents left: 0,0');
  expect(program.child.exitCode ?? (await once(program.child, 'exit'))[0]).toBe(0);
});

test('a snapshot now has the heaps of the workers, too', async () => {
  const program = await startProgram('apps/attach/workers.mjs');

  for (let time = 0; time < 2; time++) {
    const { stdout, capture, manifest } = await attach(program.pid, []);
    const files = manifest.places!.map(({ labels }) => labels.map(({ figures }) => figures.snapshot));
    expect(files).toEqual([['0001-now.worker-1.heapsnapshot'], ['0001-now.worker-2.heapsnapshot']]);
    expect(files.flat().map((file) => existsSync(path.join(capture, file!)))).toEqual([true, true]);
    expect(stdout).toContain('Sizes by kind');
    expect(readFileSync(path.join(capture, files[0]![0]!), 'utf8')).toContain('"Job"');
  }

  program.child.kill('SIGTERM');
  await program.printed('agents left: 0,0');
});

test('children have process ids of their own', async () => {
  const { code, stderr } = await memprof(['attach', '4711', '--follow', 'workers,children']);

  expect(code).toBe(2);
  expect(stderr).toMatch(/^memprof: A child process that runs already .*memprof attach <its pid>[^\n]*\n$/);
});
