import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fixture, memprof, start, temporaryFolder } from '../helpers/run-memprof.ts';

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
    expect(text).not.toContain('was lost');
  },
);
