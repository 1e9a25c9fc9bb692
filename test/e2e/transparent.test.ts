import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import type { Readable } from 'node:stream';
import * as consumers from 'node:stream/consumers';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { NODE, ROOT, fixture, memprof, start, temporaryFolder } from '../helpers/run-memprof.ts';

// Every program must behave as without memprof: the same stdout, the same stderr to the byte, the same exit.
const folder = fixture('apps/transparent');
const modulesOnly = new Set(['common.cjs', 'late.mjs']);
const programs = readdirSync(folder).filter((name) => !modulesOnly.has(name));
const input = Array.from({ length: 5000 }, (_, i) => `line ${i}\n`).join('');

/** How a program fares without memprof: what it prints, and how memprof must end. */
async function alone(program: string) {
  const flags = /\.[mc]?ts$/.test(program) ? ['--import', 'tsx'] : [];
  const env = { GREETING: 'hi' };
  const options = { cwd: folder, input, env, encoding: 'latin1' as const };
  const ended = await start([...flags, program, '--an', 'argument'], options);
  // A shell's number for a process that a signal ended; SIGTERM is 15, SIGKILL 9.
  const number = { SIGTERM: 15, SIGKILL: 9 }[ended.signal as 'SIGTERM' | 'SIGKILL'];
  return { stdout: ended.stdout, stderr: sameEachTime(ended.stderr), code: ended.code ?? 128 + number };
}

/** Ports and secrets of an inspector differ from run to run, also without memprof. */
function sameEachTime(text: string): string {
  return text.replace(/ws:\/\/\S+/g, 'ws://…').replace(/\(node:\d+\)/g, '(node:…)');
}

/** Followed, workers and children have an agent in them, too. */
const FOLLOWING = [[], ['--follow', 'workers,children']];

test.for(FOLLOWING.flatMap((follow) => programs.map((program) => [program, follow.join(' ')] as const)))(
  '%s behaves as without memprof %s',
  async ([program, follow]) => {
    const directory = temporaryFolder();
    const report = path.join(directory, 'report.txt');
    const followed = follow === '' ? [] : follow.split(' ');
    const options = ['--snapshots', 'none', '--directory', directory, '--output', report, ...followed];

    const [expected, measured] = await Promise.all([
      alone(program),
      memprof(['run', ...options, program, '--an', 'argument'], {
        cwd: folder,
        input,
        env: { GREETING: 'hi' },
        encoding: 'latin1',
      }),
    ]);

    // The one trace there is: an error thrown in a listener of `exit` has the agent's frame in its stack.
    const stderr = sameEachTime(measured.stderr).replace(/ {4}at process\.emitAndEnd .*\n/, '');
    expect({ stdout: measured.stdout, stderr, code: measured.code }).toEqual(expected);
    const text = readFileSync(report, 'utf8');
    expect(text).toContain(program);
    expect(text).not.toMatch(/was lost|no "end" label/);
  },
);

/** Arguments that run a program and leave the report in a file. */
function quietly(program: string): string[] {
  const directory = temporaryFolder();
  return [
    ...[
      'run',
      '--snapshots',
      'none',
      '--directory',
      directory,
      '--output',
      path.join(directory, 'report.txt'),
    ],
    fixture(program),
  ];
}

test('a program that stops itself, as readline does at Ctrl-Z, stops memprof, too', async ({ skip }) => {
  if (!existsSync('/proc/self/stat')) skip('there is no /proc');
  const args = [path.join(ROOT, 'bin/memprof.js'), ...quietly('apps/wrong/stops-itself.js')];
  // A group of its own, as a shell gives every job.
  const job = spawn(NODE, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const output: string[] = [];
  job.stdout.setEncoding('utf8').on('data', (piece: string) => output.push(piece));

  while (stateOf(job) !== 'T' || output.length === 0) await setImmediate();
  expect(output.join('')).toBe('before\n');
  process.kill(-job.pid!, 'SIGCONT');

  expect(await once(job, 'close')).toEqual([0, null]);
  expect(output.join('')).toBe('before\nafter\n');
});

test('a program that stopped itself goes on when it alone is told to', async ({ skip }) => {
  if (!existsSync('/proc/self/stat')) skip('there is no /proc');
  const args = [path.join(ROOT, 'bin/memprof.js'), ...quietly('apps/wrong/stops-itself.js'), 'tell-pid'];
  const job = spawn(NODE, args, { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const output: string[] = [];
  job.stdout.setEncoding('utf8').on('data', (piece: string) => output.push(piece));

  while (stateOf(job) !== 'T' || output.length === 0) await setImmediate();
  process.kill(Number(output[0]), 'SIGCONT');

  expect(await once(job, 'close')).toEqual([0, null]);
  expect(output.at(-1)).toBe('after\n');
});

/** The one letter that Linux has for what a process is doing. */
function stateOf({ pid, exitCode, signalCode }: ChildProcess): string {
  if (exitCode !== null || signalCode !== null) throw new Error('it has ended');
  return /\) (\w)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))![1]!;
}

test('who has started memprof by fork talks to the program', async () => {
  const child = fork(path.join(ROOT, 'bin/memprof.js'), quietly('apps/answers.cjs'), { execPath: NODE });
  const ended = once(child, 'exit');
  expect(await once(child, 'message')).toEqual([{ isReady: true }, undefined]);

  child.send([1, 'two']);
  expect(await once(child, 'message')).toEqual([{ echo: [1, 'two'] }, undefined]);

  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  child.send('a server', server);
  expect(await once(child, 'message')).toEqual([{ isListening: true }, undefined]);
  server.close();
  const [answer] = (await once(net.connect(port, '127.0.0.1'), 'data')) as [Buffer];
  expect(answer.toString()).toBe('from the program');
  expect(await ended).toEqual([0, null]);
});

test('a program has the descriptors that whoever started memprof has opened for it', async () => {
  const args = [path.join(ROOT, 'bin/memprof.js'), ...quietly('apps/descriptors.cjs')];
  const file = path.join(temporaryFolder(), 'input');
  writeFileSync(file, 'from a file');
  const descriptor = openSync(file, 'r');
  const job = spawn(NODE, args, { stdio: ['ignore', 'inherit', 'inherit', descriptor, 'ignore', 'pipe'] });
  closeSync(descriptor);
  const answer = consumers.text(job.stdio.at(5) as Readable);

  expect(await once(job, 'close')).toEqual([3, null]);
  expect(await answer).toBe('from a file false\n');
});
