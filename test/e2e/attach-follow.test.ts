import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { portsOf } from '../../src/capture/attach/listening-ports.ts';
import type { CaptureManifest } from '../../src/capture/manifest.ts';
import type { RunResult } from '../../src/analysis/results.ts';
import { NODE, ROOT, memprof, start, temporaryFolder } from '../helpers/run-memprof.ts';
import { runProgram, startProgram } from '../helpers/running-program.ts';

// Snapshots of three heaps at five labels: on a loaded machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

async function attach(
  pid: number,
  options: readonly string[],
  followed = 'workers',
): Promise<{ stdout: string; capture: string; manifest: CaptureManifest }> {
  const directory = temporaryFolder();
  const args = ['attach', String(pid), '--follow', followed, '--directory', directory, ...options];
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
    expect(stdout).toMatch(
      /now {2}heaps\n.*\n.* main .*\n.* worker 1 \(workers.mjs\) +0001-now\.worker-1\.heapsnapshot\n/,
    );
    expect(stdout).toMatch(/iB {2}whole program/);
    expect(readFileSync(path.join(capture, files[0]![0]!), 'utf8')).toContain('"Job"');
  }

  program.child.kill('SIGTERM');
  await program.printed('agents left: 0,0');
});

test('children that run already have their rows, and are left as they were', async () => {
  const program = await startProgram('apps/attach/children.mjs', { args: ['works', 'stranger'] });

  const { stdout } = await attach(program.pid, ['--duration', '1h', '--format', 'json'], 'workers,children');

  const { comparisons, notes, places } = JSON.parse(stdout) as RunResult;
  const rounds = comparisons.find(({ from, to }) => from === 'round #1' && to === 'round #3')!;
  expect(rounds.places!.map(({ place }) => place.replace(/\d+/, 'N'))).toEqual([
    'main',
    'child N (children.mjs)',
    'child N (children.mjs)',
  ]);
  const jobs = rounds.constructor.filter(({ constructorName }) => constructorName === 'Job');
  expect(jobs.map(({ countDiff }) => countDiff)).toEqual([800, 800]);
  const sum = rounds.places!.reduce((total, { heapUsedDiffBytes }) => total + heapUsedDiffBytes, 0);
  expect(sum).toBe(rounds.heapUsedDiffBytes);
  expect(rounds.lineno.some(({ place }) => place?.startsWith('child'))).toBe(true);
  expect(places!.map(({ kind, pid }) => [kind, pid === program.pid])).toEqual([
    ['child', false],
    ['child', false],
  ]);
  expect(notes.filter(({ kind }) => kind === 'warning')).toEqual([]);
  expect(notes.map(({ text }) => text).join()).toMatch(
    /Not followed, as they are not Node\.js: sleep 1000 \(process \d+\)/,
  );
  expect(program.output.stderr).not.toContain('a child ended');
});

test('one that is started during the recording comes in, and is told as new', async () => {
  const program = await startProgram('apps/attach/children.mjs', { args: ['works', 'grows'] });

  const { stdout } = await attach(program.pid, ['--duration', '1h', '--format', 'json'], 'children');

  const { comparisons } = JSON.parse(stdout) as RunResult;
  const rounds = comparisons.find(({ from, to }) => from === 'round #1' && to === 'round #3')!;
  expect(rounds.places!.map(({ isNew }) => isNew)).toEqual([false, false, false, true]);
  const [, , , fresh] = rounds.places!;
  expect(fresh!.heapUsedDiffBytes).toBe(fresh!.heapUsedBytes);
  // Its objects count from when it was found; what it was born with is none of the program's.
  const rows = rounds.constructor.filter(({ place }) => place === fresh!.place);
  expect(rows.find(({ constructorName }) => constructorName === 'Job')!.countDiff).toBe(800);
  const accounted = rows.reduce((total, { accountedDiffBytes }) => total + accountedDiffBytes, 0);
  expect(accounted).toBeLessThan(fresh!.heapUsedBytes / 4);
});

test('after a recording nothing is left in the children, nor after memprof was killed', async () => {
  const program = await startProgram('apps/attach/children.mjs');
  await attach(program.pid, ['--duration', '1ms', '--snapshots', 'none'], 'workers,children');

  const args = ['attach', String(program.pid), '--follow', 'workers,children', '--duration', '1h'];
  const killed = runProgram(NODE, [`${ROOT}bin/memprof.js`, ...args, '--directory', temporaryFolder()]);
  await program.printed(/recorded[^]*recorded/);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'close');

  // The program finds out by itself, and closes what memprof has opened.
  await vi.waitFor(() => expect(portsOf(program.pid)).toEqual([]), { timeout: 60_000 });
  program.child.kill('SIGTERM');
  await program.printed('left: 0,undefined,true 0,undefined,true');
});

test('a child that cannot be attached to is named, and the others are followed', async ({ skip }) => {
  const question = 'process.allowedNodeEnvironmentFlags.has("--disable-sigusr1")';
  if ((await start(['-p', question])).stdout.trim() !== 'true') skip('this Node has no such flag');
  const program = await startProgram('apps/attach/children.mjs', { args: ['deaf'] });

  const { manifest, stdout } = await attach(program.pid, ['--snapshots', 'none'], 'children');

  expect(manifest.places!.map(({ kind }) => kind)).toEqual(['child', 'child']);
  expect(stdout).toMatch(/! Not followed: Process \d+ does not listen to SIGUSR1[^\n]*\n/);
});
