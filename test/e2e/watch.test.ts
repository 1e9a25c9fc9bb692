import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { portsOf } from '../../src/capture/attach/listening-ports.ts';
import type { CaptureManifest } from '../../src/capture/manifest.ts';
import { fixture, memprof, temporaryFolder } from '../helpers/run-memprof.ts';
import { startProgram } from '../helpers/running-program.ts';
import { type LeftTerminal, TestTerminal, hasTerminals } from '../helpers/terminal.ts';

// Several programs at once, each with snapshots: on a loaded machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

/** The capture a watch has left. */
function captureIn(directory: string): { folder: string; manifest: CaptureManifest } {
  const [name] = readdirSync(directory);
  const folder = path.join(directory, name!);
  return {
    folder,
    manifest: JSON.parse(readFileSync(path.join(folder, 'capture.json'), 'utf8')) as CaptureManifest,
  };
}

/** Whatever happened, the terminal is the shell's again. */
function expectClean(left: LeftTerminal): void {
  const { isNormalScreen, showsCursor, wraps, modes } = left;
  expect({ isNormalScreen, showsCursor, wraps, modes }).toEqual({
    isNormalScreen: true,
    showsCursor: true,
    wraps: true,
    modes: 'echo lines',
  });
}

describe.skipIf(!hasTerminals())('on a terminal', () => {
  test('a running process: what grows is named, keys work, and it is left as it was', async () => {
    const directory = temporaryFolder();
    const program = await startProgram('apps/watch/grows.mjs');
    const terminal = new TestTerminal(['watch', String(program.pid), '--directory', directory]);

    await terminal.shows(/memprof watch {2}.*grows\.mjs · pid \d+ · Node v\d+/);
    await terminal.shows(/\+\S+ [KM]iB +\S*grows\.mjs:\d+ +(Array\.from\.history|Session|\(anonymous\))/);
    await terminal.shows(/census \d.* ago, took/);
    terminal.press('s');
    await terminal.shows(/snapshot taken in/);
    // Since the first census.
    await terminal.shows(/\+[\d,]+ .* Session\n/);
    terminal.press('m');
    await terminal.shows('mark 1: growth counts from here');
    await terminal.shows('and its change since mark 1');
    terminal.press('g');
    await terminal.shows(/garbage collected: [\d.]+ MiB freed/);
    terminal.press('o');
    await terminal.shows('sort by growth');
    // With no shell that would stop it, it is there again at once.
    terminal.press('\u001a');
    await terminal.shows(/q quit/);
    terminal.press('q');
    const left = await terminal.left;

    expectClean(left);
    expect(left.code).toBe(0);
    expect(left.text).toContain('watched until you quit');
    expect(program.child.exitCode).toBe(null);
    expect(portsOf(program.pid)).toEqual([]);
    const { manifest, folder } = captureIn(directory);
    expect(manifest.labels.map(({ name, snapshot }) => [name, snapshot !== null])).toEqual([
      ['start', false],
      ['snapshot', true],
      ['mark 1', false],
      ['end', false],
    ]);
    expect((await memprof(['analyze', folder, 'constructors'])).stdout).toContain('Session');
    expect((await memprof(['report', folder])).stdout).toContain('start → end');
  });

  test('a script: what it prints is shown without its control characters, all of it in a file', async () => {
    const directory = temporaryFolder();
    const script = fixture('apps/watch/grows.mjs');
    const terminal = new TestTerminal(['watch', '--directory', directory, script], { columns: 130 });

    const text = await terminal.shows(/Output all of it in \S+output\.log\n( {2}.*\n)* {2}kept \d+\n/);
    const pid = Number(/pid (\d+)/.exec(text)![1]);
    terminal.resize(90, 20);
    await terminal.shows(/^m mark {2}s snapshot/m);
    terminal.press('\u0003');
    const left = await terminal.left;

    expectClean(left);
    expect(left.code).toBe(0);
    // It was started to be watched, and has ended with it.
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    const printed = readFileSync(path.join(captureIn(directory).folder, 'output.log'), 'utf8');
    expect(printed.slice(0, 40)).toContain('ready\n\u001b[2J\u001b[31mkept\u001b[0m 10\u0007\n');
  });

  test('a script that ends: memprof ends with its exit code', async () => {
    const directory = temporaryFolder();
    const terminal = new TestTerminal(['watch', '--directory', directory, fixture('apps/watch/ends.mjs')]);

    const left = await terminal.left;

    expectClean(left);
    expect(left.code).toBe(7);
    expect(left.text).toContain('watched until it ended with exit code 7');
    const { folder, manifest } = captureIn(directory);
    expect(readFileSync(path.join(folder, 'output.log'), 'utf8')).toContain('last words');
    expect(manifest.labels.map(({ name }) => name)).toEqual(['start', 'end']);
  });

  test('a program whose event loop is blocked is shown, and can be left', async () => {
    const args = ['watch', '--directory', temporaryFolder(), fixture('apps/attach/blocked.mjs')];
    const terminal = new TestTerminal(args);

    await terminal.shows(/busy .* 100 %/);
    terminal.press('q');
    const left = await terminal.left;

    expectClean(left);
    expect(left.code).toBe(0);
  });

  test.for(['SIGTERM', 'SIGHUP', 'SIGINT'] as const)('%s leaves the terminal clean', async (signal) => {
    const program = await startProgram('apps/attach/idle.mjs');
    const args = ['watch', String(program.pid), '--directory', temporaryFolder()];
    const terminal = new TestTerminal(args);
    await terminal.shows('m mark');

    terminal.kill(signal);
    const left = await terminal.left;

    expectClean(left);
    expect(left.code).toBe({ SIGTERM: 143, SIGHUP: 129, SIGINT: 130 }[signal]);
    expect(portsOf(program.pid)).toEqual([]);
  });

  test('a mistake in memprof leaves the terminal clean, with the error on it', async () => {
    const program = await startProgram('apps/attach/idle.mjs');
    const args = ['watch', String(program.pid), '--directory', temporaryFolder()];
    const env = { NODE_OPTIONS: `--require ${fixture('apps/watch/mistake.cjs')}` };
    const terminal = new TestTerminal(args, { env });
    await terminal.shows('m mark');

    terminal.kill('SIGUSR2');
    const left = await terminal.left;

    expectClean(left);
    expect(left.code).toBe(2);
    expect(left.text).toContain('Error: a mistake in memprof');
  });

  test('a program that is killed', async () => {
    const program = await startProgram('apps/attach/idle.mjs');
    const terminal = new TestTerminal(['watch', String(program.pid), '--directory', temporaryFolder()]);
    await terminal.shows('m mark');

    program.child.kill('SIGKILL');
    const left = await terminal.left;

    expectClean(left);
    expect(left.text).toMatch(/process \d+ ended, or closed its inspector/);
  });

  test('what cannot be watched is said before the screen is taken', async () => {
    const terminal = new TestTerminal(['watch', 'not-there.mjs']);

    const left = await terminal.left;

    expectClean(left);
    expect(left.code).toBe(2);
    expect(left.text).toMatch(/^memprof: not-there\.mjs is not there/);
  });
});

test('without a terminal: a line from time to time, and the program prints on stderr', async () => {
  const directory = temporaryFolder();
  const script = fixture('apps/watch/ends.mjs');
  const args = ['watch', '--interval', '50ms', '--census', 'off', '--directory', directory, script];
  const { code, stdout, stderr } = await memprof(args);

  expect(code).toBe(7);
  expect(stderr).toBe('last words\n');
  expect(stdout).not.toContain('\u001b');
  const lines = stdout.trim().split('\n');
  expect(lines.length).toBeGreaterThan(2);
  expect(lines[0]).toMatch(
    /^\d\d:\d\d:\d\d {2}RSS \S+ MiB {2}heap \S+ MiB \(\S+ K?M?i?B\) {2}buffers .* {2}busy \d+ %/,
  );
  expect(lines.slice(-2)).toEqual([
    expect.stringMatching(/watched until it ended with exit code 7\.$/),
    expect.stringMatching(/^capture .*memprof report .* prints it$/),
  ]);
});

test('a process that cannot be watched is refused in one line', async () => {
  const { code, stdout, stderr } = await memprof(['watch', String(2 ** 30)]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^memprof: There is no process \d+\.\n$/);
});
