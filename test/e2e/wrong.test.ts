import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import type { CaptureManifest } from '../../src/capture/manifest.ts';
import { type Ended, NODE, ROOT, fixture, memprof, start, temporaryFolder } from '../helpers/run-memprof.ts';

const OWN_STACK = /\n\s+at .*(memprof|dist)\/(dist|cli|capture|analysis)\//;

/** Runs a program and returns how it ended and what its capture says. */
async function record(
  program: readonly string[],
  options: readonly string[] = [],
  startOptions: Parameters<typeof memprof>[1] = {},
): Promise<Ended & { manifest: CaptureManifest; capture: string }> {
  const directory = temporaryFolder();
  const ended = await memprof(['run', '--directory', directory, ...options, ...program], startOptions);
  const [name] = readdirSync(directory);
  const capture = path.join(directory, name!);
  expect(ended.stderr).not.toMatch(OWN_STACK);
  const manifest = JSON.parse(readFileSync(path.join(capture, 'capture.json'), 'utf8')) as CaptureManifest;
  // Whole files only.
  expect(readdirSync(capture).filter((file) => file.endsWith('.partial'))).toEqual([]);
  return { ...ended, manifest, capture };
}

const labelsOf = ({ labels }: CaptureManifest) => labels.map(({ name }) => name);

test.for([
  { args: ['not-there.ts'], says: /^memprof: not-there\.ts is not there/ },
  { args: ['fixtures'], says: /^memprof: fixtures is not a file.* for example fixtures\/index\.js\.$/m },
  { args: ['/dev/null'], says: /^memprof: \/dev\/null is not a file\. Give the script itself\.$/m },
  { args: [''], says: /^memprof: The script has no name/ },
  {
    args: ['fixtures/apps/exact'],
    says: /is not there .* Give its whole name, fixtures\/apps\/exact\.js\.$/m,
  },
  {
    args: ['npx', 'tsx', 'fixtures/apps/agent.ts', '3'],
    says: /npx is not there .* leave "npx tsx" out, and give fixtures\/apps\/agent\.ts\.$/m,
  },
  { args: ['fixtures/apps/wrong/script.py'], says: /is no JavaScript or TypeScript/ },
  { args: ['--by', 'size', 'x.js'], says: /Choose from lineno/ },
  { args: ['--every', 'soon', 'x.js'], says: /duration such as/ },
  { args: ['--signal', 'SIGKILL', 'x.js'], says: /signal that can be caught/ },
  { args: ['--sampling-interval', '0', 'x.js'], says: /size such as/ },
  { args: [], says: /missing required argument 'script'/ },
])('wrong usage is one clear message: $args', async ({ args, says }) => {
  const { code, stdout, stderr } = await memprof(['run', ...args]);

  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toMatch(says);
  expect(stderr).not.toMatch(/\n\s+at /);
});

test('a script for another runtime is refused', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'bunny.ts'), '#!/usr/bin/env bun\nconsole.log(1);\n');

  const { code, stderr } = await memprof(['run', 'bunny.ts'], { cwd: folder });

  expect(code).toBe(2);
  expect(stderr).toMatch(/^memprof: memprof measures programs that run on Node\.js; bun is not supported/);
  expect(existsSync(path.join(folder, '.memprof'))).toBe(false);
});

test('a syntax error in TypeScript is told by the program itself', async () => {
  const { code, stderr, manifest } = await record([fixture('apps/wrong/syntax.ts')]);

  expect(code).toBe(1);
  expect(stderr).toContain('syntax.ts:1:');
  expect(stderr).toContain('ended before its first line ran');
  expect(labelsOf(manifest)).toEqual([]);
});

test('an import that is not there is told by the program itself', async () => {
  const { code, stderr } = await record([fixture('apps/wrong/missing-import.mjs')]);

  expect(code).toBe(1);
  expect(stderr).toContain('ERR_MODULE_NOT_FOUND');
  expect(stderr).toContain('ended before its first line ran');
});

test('a program that ends in its first millisecond has both labels', async () => {
  const { code, manifest } = await record([fixture('apps/wrong/exits-at-once.js')]);

  expect(code).toBe(0);
  expect(labelsOf(manifest)).toEqual(['start', 'end']);
  expect(manifest.labels.every(({ snapshot }) => snapshot !== null)).toBe(true);
});

test('a program that throws keeps its message and gets its end label', async () => {
  const { code, stderr, manifest } = await record([fixture('apps/transparent/throws.js')]);

  expect(code).toBe(1);
  expect(stderr).toContain('no customer');
  expect(labelsOf(manifest)).toEqual(['start', 'end']);
});

test('a program that kills itself', async () => {
  const { code, stderr, manifest } = await record([fixture('apps/wrong/kills-itself.js')]);

  expect(code).toBe(137);
  expect(stderr).toContain('killed by SIGKILL');
  expect(stderr).not.toContain('debugger');
  expect(labelsOf(manifest)).toEqual(['start', 'end']);
});

test('a program that is killed from outside keeps what was taken before', async () => {
  const program = [fixture('apps/wrong/never-ends.js')];
  const onStdout = (text: string): void => {
    const pid = /^pid (\d+)\n/.exec(text)?.[1];
    if (pid !== undefined) process.kill(Number(pid), 'SIGKILL');
  };
  const options = ['--snapshots', 'none'];
  const { code, stderr, manifest } = await record([...program, 'tell-pid'], options, { onStdout });

  expect(code).toBe(137);
  expect(labelsOf(manifest)).toEqual(['start']);
  expect(stderr).toContain('! There is no "end" label: SIGKILL ended the program before it was taken.');
});

test('a memprof that is killed leaves what was taken before', async () => {
  const program = [fixture('apps/wrong/never-ends.js'), 'tell-pid'];
  const { code, manifest, capture } = await record(program, ['--snapshots', 'none'], {
    onStdout: (text, kill) => {
      const pid = /^pid (\d+)\n/.exec(text)?.[1];
      if (pid === undefined) return;
      kill('SIGKILL');
      // It would go on for ever.
      process.kill(Number(pid), 'SIGKILL');
    },
  });

  expect(code).toBe(null);
  expect(labelsOf(manifest)).toEqual(['start']);
  expect((await memprof(['report', capture])).stdout).toContain('! memprof itself was ended while');
});

test('clean leaves a capture that is being recorded', async () => {
  const directory = temporaryFolder();
  const bin = path.join(ROOT, 'bin/memprof.js');
  let said = '';
  const args = ['run', '--snapshots', 'none', '--directory', directory, fixture('apps/wrong/never-ends.js')];
  const { code, stderr } = await memprof(args, {
    onStdout: (text, kill) => {
      if (text !== 'ready\n') return;
      said = spawnSync(NODE, [bin, 'clean', '--directory', directory], { encoding: 'utf8' }).stdout;
      kill('SIGTERM');
    },
  });

  expect(said).toBe('Removed 0 captures, 0 B. One is being recorded, and left.\n');
  expect({ code, captures: readdirSync(directory).length }).toEqual({ code: 143, captures: 1 });
  expect(stderr).not.toMatch(/^!/m);
  const after = await memprof(['clean', '--directory', directory]);
  expect(after.stdout).toMatch(/^Removed 1 capture, .*B\.\n$/);
});

test('a program that samples its own heap costs the lines, not the labels', async () => {
  const { code, stdout, stderr, manifest } = await record([fixture('apps/wrong/stops-sampling.cjs')]);

  expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' });
  expect(labelsOf(manifest)).toEqual(['start', 'stopped', 'end']);
  expect(manifest.labels.map(({ snapshot, profile }) => [snapshot !== null, profile !== null])).toEqual([
    [true, true],
    [true, false],
    [true, false],
  ]);
  expect(stderr.match(/The program stopped V8's sampling of allocations before "stopped"/g)).toHaveLength(1);
});

test('a program that writes where memprof listens goes on, unmeasured', async () => {
  const program = [fixture('apps/wrong/foreign-descriptors.cjs')];
  const { code, stdout, stderr, manifest } = await record(program, ['--snapshots', 'none']);

  expect({ code, stdout }).toEqual({ code: 0, stdout: 'done\n' });
  expect(labelsOf(manifest)).toEqual(['start']);
  expect(stderr).toContain('! The program wrote to a descriptor that it had not opened');
});

test('a program that runs out of heap keeps what was taken before', async () => {
  const { code, stderr, manifest, capture } = await record(
    [fixture('apps/wrong/out-of-memory.js')],
    ['--node-arg=--max-old-space-size=48'],
  );

  expect(code).toBe(134);
  expect(stderr).toContain('heap out of memory');
  expect(stderr).toMatch(/program (was aborted: most likely it )?ran out of heap/);
  expect(labelsOf(manifest).slice(0, 2)).toEqual(['start', 'before']);
  expect((await memprof(['report', capture])).stdout).toContain('start → before');
});

test('a program that fills its heap turn by turn ends at its limit, and "end" is that moment', async () => {
  const { code, stderr, manifest, capture } = await record(
    [fixture('apps/wrong/fills-its-heap.js')],
    ['--snapshots', 'none', '--node-arg=--max-old-space-size=60'],
  );

  expect(code).toBe(134);
  expect(stderr).toContain('heap out of memory');
  expect(stderr).toContain('! The program ran out of heap: "end" is');
  expect(stderr).toMatch(/before → end .* by line.*\n.*\n +1 .*fills-its-heap\.js:4 +\(anonymous\)\n/);
  expect(labelsOf(manifest)).toEqual(['start', 'before', 'end']);
  // V8 gives a program with a debugger four times the heap it may have.
  const samples = readFileSync(path.join(capture, 'memory.ndjson'), 'utf8').trim().split('\n');
  const heaps = samples.map((line) => (JSON.parse(line) as { heapUsedBytes: number }).heapUsedBytes);
  expect(Math.max(...heaps)).toBeLessThan(100 * 2 ** 20);
});

test.for(['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2'] as const)(
  '%s ends a program that never ends, and the report still comes',
  async (signal) => {
    const { code, stderr, manifest } = await record([fixture('apps/wrong/never-ends.js')], [], {
      onStdout: (text, kill) => text === 'ready\n' && kill(signal),
    });

    expect(code).toBe({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129, SIGQUIT: 131, SIGUSR2: 140 }[signal]);
    expect(labelsOf(manifest)).toEqual(['start', 'end']);
    expect(stderr).toContain('start → end');
  },
);

test('SIGTERM ends a program that blocks its event loop, with its end label', async () => {
  const { code, manifest } = await record([fixture('apps/wrong/blocked.js')], [], {
    onStdout: (text, kill) => text === 'ready\n' && kill('SIGTERM'),
  });

  expect(code).toBe(143);
  expect(labelsOf(manifest)).toEqual(['start', 'end']);
});

test('too little headroom: the snapshot is refused with the numbers, the run goes on', async () => {
  const { code, stdout, stderr, manifest } = await record(
    [fixture('apps/agent.ts'), '3'],
    ['--snapshot-memory', '10MiB'],
  );

  expect(code).toBe(0);
  expect(stdout).toContain('3 customers answered');
  expect(stderr).toMatch(/no snapshot at start: a snapshot would need about \d+ MiB and 10 MiB are left/);
  expect(manifest.labels.every(({ snapshot, profile }) => snapshot === null && profile !== null)).toBe(true);
});

test('a directory that cannot be made', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'a-file'), '');

  const { code, stderr } = await memprof(
    ['run', '--directory', 'a-file/captures', fixture('apps/exact.js')],
    {
      cwd: folder,
    },
  );

  expect(code).toBe(2);
  expect(stderr).toMatch(/^memprof: Cannot make a capture directory under .*--directory\.\n$/);
});

test.for([['run', 'x.js'], ['doctor']])(
  'a folder that is gone is told in a line: %s',
  (command, { skip }) => {
    if (process.platform === 'win32') skip('a folder in use is not removed there');
    const gone = path.join(temporaryFolder(), 'gone');
    mkdirSync(gone);
    const memprofIn = 'cd "$1"; rmdir "$1"; shift; "$@"';
    const args = [gone, NODE, path.join(ROOT, 'bin/memprof.js'), ...command];
    const { status, stdout, stderr } = spawnSync('sh', ['-c', memprofIn, 'sh', ...args], {
      encoding: 'utf8',
    });

    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toBe('memprof: The folder that memprof was started in is gone. Start it in another.\n');
  },
);

test('a directory that no system would make is refused in a line', async () => {
  // Linux says of a folder in /proc that its parent is missing; Node's own recursion never ends then.
  const { code, stderr } = await memprof(['run', '--directory', '/proc/memprof', fixture('apps/exact.js')]);

  expect(code).toBe(2);
  expect(stderr).toMatch(/^memprof: Cannot make a capture directory under .*--directory\.\n$/);
});

test.for([['--lines'], ['--follow', 'children']])(
  'without a temporary folder %s is refused in a line, and leaves no capture',
  async (options) => {
    const directory = temporaryFolder();
    const args = ['run', ...options, '--directory', directory, fixture('apps/exact.js')];
    const { code, stdout, stderr } = await memprof(args, { env: { TMPDIR: path.join(directory, 'gone') } });

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/^memprof: .* need a temporary folder, .* TMPDIR may name another\.\n$/);
    expect(readdirSync(directory)).toEqual([]);
  },
);

test('a script that is called as a flag is', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, '-p.js'), 'console.log(process.argv.slice(2));');
  const args = ['run', '--snapshots', 'none', '--', '-p.js', '-v'];
  const { code, stdout } = await memprof(args, { cwd: folder });

  expect({ code, stdout }).toEqual({ code: 0, stdout: "[ '-v' ]\n" });
});

test('--lines with a package that has no name is refused', async () => {
  const { code, stdout, stderr } = await memprof(['run', '--lines=zod,,', fixture('apps/exact.js')]);

  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^memprof: --lines "zod,," names no package\. Write .*\n$/);
});

test('a full disk costs the files, not the report', async ({ skip }) => {
  // Every write to it fails with ENOSPC.
  if (!existsSync('/dev/full')) skip('there is no /dev/full');
  const directory = temporaryFolder();
  const { code, stderr } = await memprof(['run', '--directory', directory, fixture('apps/agent.ts')], {
    env: { NODE_OPTIONS: `--require ${fixture('apps/full-disk.cjs')}` },
  });

  expect(code).toBe(0);
  expect(stderr).toMatch(/no snapshot at turn #1: .*ENOSPC/);
  expect(stderr).toContain('{role, content}');
  expect(stderr).not.toMatch(OWN_STACK);
});

test('a report that cannot be written says where the capture is', async () => {
  const directory = temporaryFolder();
  const args = ['--snapshots', 'none', '--directory', directory, '--output', directory];
  const { code, stderr } = await memprof(['run', ...args, fixture('apps/exact.js')]);

  expect(code).toBe(2);
  expect(stderr).toMatch(/^memprof: The report could not be written to .*`memprof report .*` prints it\.\n$/);
});

test('a backend that is not installed names the command that installs it', async () => {
  const folder = temporaryFolder();
  // A package of that name that does not load stands for one that was never built.
  const broken = path.join(folder, 'node_modules/heapdump');
  mkdirSync(broken, { recursive: true });
  writeFileSync(path.join(broken, 'index.js'), 'throw new Error("no build");');
  const { code, stderr } = await memprof(['run', '--backend', 'heapdump', fixture('apps/exact.js')], {
    cwd: folder,
  });

  expect(code).toBe(2);
  expect(stderr).toMatch(/npm install heapdump/);
});

test('Node’s permission model keeps the inspector out: one message, and the program runs', async () => {
  const { stdout: major } = await start(['-p', 'process.versions.node.split(".")[0]']);
  const flag = Number(major) >= 24 ? '--permission' : '--experimental-permission';
  const { code, stdout, stderr } = await record(
    [fixture('apps/exact.js')],
    [`--node-arg=${flag}`, '--node-arg=--allow-fs-read=*'],
  );

  expect(code).toBe(0);
  expect(stdout).toBe('1000\n');
  expect(stderr).toMatch(/! The target let no inspector in/);
});

test('damaged and foreign captures are refused in one line', async () => {
  const folder = temporaryFolder();
  const { capture } = await record([fixture('apps/exact.js')]);
  cpSync(capture, path.join(folder, 'cut'), { recursive: true });
  const snapshot = path.join(folder, 'cut/0002-before.heapsnapshot');
  chmodSync(snapshot, 0o644);
  writeFileSync(snapshot, readFileSync(snapshot, 'utf8').slice(0, 100_000));
  mkdirSync(path.join(folder, 'newer'));
  writeFileSync(path.join(folder, 'newer/capture.json'), '{"schemaVersion": 99, "labels": []}');

  const damage = (name: string, file: string, change: (text: string) => string | null): void => {
    const copy = path.join(folder, name, file);
    cpSync(capture, path.join(folder, name), { recursive: true });
    const text = change(readFileSync(copy, 'utf8'));
    rmSync(copy);
    if (text !== null) writeFileSync(copy, text);
  };
  damage('no-profile', '0002-before.heapprofile', () => null);
  damage('no-snapshot', '0002-before.heapsnapshot', () => null);
  damage('odd-label', 'capture.json', (text) => text.replace('"snapshot"', '"snap"'));
  damage('null', 'capture.json', () => 'null');
  damage('odd-scripts', 'scripts.json', () => '[[]]');

  for (const [directory, says] of [
    ['no-profile', /0002-before\.heapprofile cannot be read: ENOENT.* copy all of it/],
    ['no-snapshot', /0002-before\.heapsnapshot/],
    ['odd-label', /capture\.json is damaged: "labels" is not as memprof writes it/],
    ['null', /schema version undefined/],
    ['odd-scripts', /scripts\.json is damaged/],
    ['cut', /0002-before\.heapsnapshot.*stops after/],
    ['newer', /schema version 99/],
    ['nowhere', /is not a capture/],
  ] as const) {
    const { code, stderr } = await memprof(['report', directory], { cwd: folder });
    expect(code).toBe(2);
    expect(stderr).toMatch(says);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  }
});
