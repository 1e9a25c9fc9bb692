import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, readdirSync } from 'node:fs';
import { type Server, createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { portsOf } from '../../src/capture/attach/listening-ports.ts';
import type { CaptureManifest } from '../../src/capture/manifest.ts';
import { type Ended, NODE, ROOT, memprof, start, temporaryFolder } from '../helpers/run-memprof.ts';
import { type RunningProgram, runProgram, startProgram } from '../helpers/running-program.ts';

// Several programs at once, each with snapshots: on a loaded machine that takes its time.
vi.setConfig({ testTimeout: 180_000 });

const OWN_STACK = /\n\s+at .*(memprof|dist)\/(dist|cli|capture|analysis)\//;

/** Attaches and returns what came of it. */
async function attach(
  address: number | string,
  options: readonly string[] = [],
): Promise<Ended & { manifest: CaptureManifest; capture: string }> {
  const directory = temporaryFolder();
  const ended = await memprof(['attach', String(address), '--directory', directory, ...options]);
  expect(ended.stderr).not.toMatch(OWN_STACK);
  const [name] = readdirSync(directory);
  const capture = path.join(directory, name ?? '');
  const manifest =
    name && (JSON.parse(readFileSync(path.join(capture, 'capture.json'), 'utf8')) as CaptureManifest);
  return { ...ended, manifest: manifest as CaptureManifest, capture };
}

/** Attaches where it must not be possible. */
async function refuse(address: number | string, options: readonly string[] = []): Promise<string> {
  const { code, stdout, stderr } = await memprof(['attach', String(address), ...options]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(/^memprof: [^\n]*\n$/);
  return stderr;
}

const labelsOf = ({ labels }: CaptureManifest) => labels.map(({ name }) => name);

/** That the program is as it was before: it runs, and has no port open. */
function expectUntouched({ pid, child }: RunningProgram): void {
  expect({ exitCode: child.exitCode, signalCode: child.signalCode }).toEqual({
    exitCode: null,
    signalCode: null,
  });
  expect(portsOf(pid)).toEqual([]);
}

test('a snapshot of a running process, which is then left as it was', async () => {
  const program = await startProgram('apps/attach/idle.mjs');

  const { code, stdout, manifest, capture } = await attach(program.pid);

  expect(code).toBe(0);
  expect(stdout).toMatch(/idle\.mjs · Node v\d+\.\d+\.\d+ · left running · 1 label in /);
  expect(stdout).toContain('Sizes by kind');
  expect(labelsOf(manifest)).toEqual(['now']);
  expect(manifest.target).toMatchObject({ pid: program.pid, exitCode: null, signal: null });
  expectUntouched(program);
  expect((await memprof(['analyze', capture, 'constructors'])).stdout).toContain('BuiltinModule');
  // And again: nothing that was left behind stands in the way.
  expect((await attach(program.pid)).code).toBe(0);
  expectUntouched(program);
});

test('a recording shows what grew from mark to mark, by class and line, and diff reads it', async () => {
  const program = await startProgram('apps/attach/service.mjs', { args: ['exits'] });

  const { code, stdout, manifest, capture } = await attach(program.pid, ['--duration', '1h']);

  expect(code).toBe(0);
  const requests = Array.from({ length: 4 }, (_, i) => `request #${i + 1}`);
  expect(labelsOf(manifest)).toEqual(['start', ...requests, 'end']);
  // 3 × 50 sessions after the first request; each has 200 lines of history.
  expect(stdout).toMatch(/\+150 .* 150 +0 +Session\n/);
  expect(stdout).toMatch(/\+30,000 .* \{user, line\}\n/);
  expect(stdout).toMatch(/\+\d+ KiB .*service\.mjs:\d+ +(Array\.from\.history|Array\.from|Session|handle)/);
  expect(stdout).toContain('"end" is the moment before its exit');
  await program.printed('worked');
  expect(program.child.exitCode ?? (await once(program.child, 'exit'))[0]).toBe(7);
  const diff = await memprof(['diff', `${capture}@request #1`, `${capture}@request #2`]);
  expect(diff.stdout).toMatch(/\+50 .*Session\n/);
});

test('lines are those of the TypeScript source', async () => {
  const program = await startProgram('apps/attach/service.ts', {
    flags: ['--inspect-port=0', '--import', 'tsx'],
    args: ['exits'],
  });

  const { stdout } = await attach(program.pid, ['--duration', '1h']);

  // Booked on the callback of Array.from, on the constructor around it, or on who calls that: V8 inlines.
  expect(stdout).toMatch(/\+\S+ [KM]iB .*service\.ts:(11|12|13|19|20) /);
});

test('Ctrl-C ends a recording: the report comes, and the program is left as it was', async () => {
  const program = await startProgram('apps/attach/service.mjs');
  const directory = temporaryFolder();
  const args = [path.join(ROOT, 'bin/memprof.js'), 'attach', String(program.pid)];
  const recording = runProgram(NODE, [...args, '--duration', '1h', '--directory', directory]);
  await program.printed('worked');

  recording.child.kill('SIGINT');
  const [code] = (await once(recording.child, 'close')) as [number];

  expect(code).toBe(130);
  expect(recording.output.stdout).toContain('start → end');
  expect(recording.output.stdout).toContain('Stopped by SIGINT before 1h had passed');
  await program.printed('alone again');
  expectUntouched(program);
});

test('a recording ends when its time has passed', async () => {
  const program = await startProgram('apps/attach/idle.mjs');

  const { code, manifest, stdout } = await attach(program.pid, ['--duration', '1ms', '--snapshots', 'none']);

  expect(code).toBe(0);
  expect(labelsOf(manifest)).toEqual(['start', 'end']);
  expect(stdout).toContain('Memory at each label');
  expectUntouched(program);
});

test('a program that is killed while it is recorded keeps what was taken before', async () => {
  const program = await startProgram('apps/attach/service.mjs');
  void program.printed('worked').then(() => program.child.kill('SIGKILL'));

  const { code, stdout, manifest } = await attach(program.pid, ['--duration', '1h', '--snapshots', 'none']);

  expect(code).toBe(2);
  expect(labelsOf(manifest)).toEqual(expect.arrayContaining(['start', 'request #1', 'request #4']));
  expect(stdout).toContain(
    'There is no "end" label. It ended, or closed its inspector during the recording.',
  );
});

test('after a kill -9 of memprof the program closes its inspector by itself', async () => {
  const program = await startProgram('apps/attach/service.mjs');
  const args = [path.join(ROOT, 'bin/memprof.js'), 'attach', String(program.pid), '--snapshots', 'none'];
  const recording = runProgram(NODE, [...args, '--duration', '1h', '--directory', temporaryFolder()]);
  await program.printed('worked');
  expect(portsOf(program.pid)).toHaveLength(1);

  recording.child.kill('SIGKILL');
  await once(recording.child, 'close');

  await program.printed('alone again');
  await vi.waitFor(() => expectUntouched(program), { timeout: 60_000 });
});

test('an inspector that was open stays open, by whatever address it is given', async () => {
  const program = await startProgram('apps/attach/idle.mjs', { flags: ['--inspect=0'] });
  const url = /ws:\/\/\S+/.exec(program.output.stderr)![0];
  const { port } = new URL(url);

  const addresses = [url, `localhost:${port}`, `:${port}`, `http://127.0.0.1:${port}`, program.pid];
  for (const address of addresses) {
    const { code, manifest } = await attach(address, ['--snapshots', 'none']);
    expect({ address, code, pid: manifest.target.pid }).toEqual({ address, code: 0, pid: program.pid });
    // Threads are known of processes of this machine only.
    expect(manifest.labels[0]!.threads).toBeGreaterThan(1);
  }
  expect(portsOf(program.pid)!.map((listening) => listening.port)).toEqual([Number(port)]);

  expect((await memprof(['attach', url, '--close'])).stdout).toBe(`The inspector of ${url} is closed.\n`);
  expectUntouched(program);
});

test('a program that blocks its event loop is measured; where V8 takes no snapshot, that is said', async () => {
  const program = await startProgram('apps/attach/blocked.mjs');

  const { code, stdout, manifest } = await attach(program.pid);

  expect(code).toBe(0);
  expect(manifest.labels[0]!.memory.heapUsedBytes).toBeGreaterThan(1e6);
  const has = manifest.labels[0]!.snapshot !== null;
  expect(stdout.includes('the program was too busy: its event loop did not turn')).toBe(!has);
  expect(stdout).toContain('is still open at port');
});

test('ring buffers of the program are reported, with what set their size there', async () => {
  const program = runProgram(NODE, ['--inspect-port=0', 'fixtures/apps/attach/profiled.mjs'], {
    PRAISONAI_PROFILE_MAX: '20',
  });
  await program.printed('ready');

  const { stdout } = await attach(program.pid);

  expect(stdout).toMatch(/agent: apiCalls +20 +20 +10 .* PRAISONAI_PROFILE_MAX=20\n/);
});

test('too little headroom: no snapshot, but the figures', async () => {
  const program = await startProgram('apps/attach/idle.mjs');

  const { code, stdout } = await attach(program.pid, ['--snapshot-memory', '1MiB']);

  expect(code).toBe(0);
  expect(stdout).toMatch(/no snapshot at now: a snapshot would need about \d+ MiB and 1 MiB are left/);
});

test('JSON on stdout alone', async () => {
  const program = await startProgram('apps/attach/idle.mjs');

  const { stdout, stderr } = await attach(program.pid, ['--format', 'json']);

  expect(stderr).toBe('');
  expect(JSON.parse(stdout)).toMatchObject({ labels: [{ name: 'now' }], target: { exitCode: null } });
});

test('what is not Node is never signalled', async () => {
  // SIGUSR1 would end it.
  const other = runProgram('sleep', ['1000']);

  expect(await refuse(other.pid)).toMatch(/Process \d+ \(sleep\) is not Node\.js/);

  expect(other.child.signalCode).toBe(null);
});

test('a process of another user is refused', async ({ skip }) => {
  if (process.getuid?.() !== 0) return skip('only root can start a program as another user');
  const nobody = 65_534;
  // Attaching as nobody to a process of ours: the other way round root may do everything.
  const program = await startProgram('apps/attach/idle.mjs');
  const child = spawn(NODE, [path.join(ROOT, 'bin/memprof.js'), 'attach', String(program.pid)], {
    uid: nobody,
  });
  let stderr = '';
  child.stderr.on('data', (piece: Buffer) => {
    stderr += piece.toString();
  });
  const [code] = (await once(child, 'close')) as [number];
  if (!stderr.startsWith('memprof:')) return skip('another user cannot read the files of this project');
  expect(code).toBe(2);
  expect(stderr).toMatch(
    /^memprof: Process \d+ belongs to another user \(uid 0\)\. Run memprof as that user/,
  );
  return expectUntouched(program);
});

test('a program that handles SIGUSR1 itself', async () => {
  const program = await startProgram('apps/attach/handles-sigusr1.mjs');

  expect(await refuse(program.pid)).toMatch(/got SIGUSR1 and opened no inspector within 5 s: it handles/);

  expect(program.output.stdout).toContain('rotated');
  expectUntouched(program);
});

test('--no-open sends no signal', async () => {
  const program = await startProgram('apps/attach/handles-sigusr1.mjs');

  expect(await refuse(program.pid, ['--no-open'])).toContain('--no-open forbids');

  expect(program.output.stdout).not.toContain('rotated');
});

test('a program that was started with --disable-sigusr1 is not killed', async ({ skip }) => {
  const question = 'process.allowedNodeEnvironmentFlags.has("--disable-sigusr1")';
  if ((await start(['-p', question])).stdout.trim() !== 'true') skip('this Node has no such flag');
  const program = await startProgram('apps/attach/idle.mjs', { flags: ['--disable-sigusr1'] });

  expect(await refuse(program.pid)).toContain('does not listen to SIGUSR1');

  expectUntouched(program);
});

test('a stopped process is refused', async () => {
  const program = await startProgram('apps/attach/idle.mjs');
  program.child.kill('SIGSTOP');

  expect(await refuse(program.pid)).toMatch(/is stopped\. Let it go on \(kill -CONT \d+\)/);
});

test('a port that is taken is found before the program is asked to open it', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const program = await startProgram('apps/attach/idle.mjs', { flags: [`--inspect-port=${port}`] });

  expect(await refuse(program.pid)).toMatch(
    new RegExp(`Port ${port}, .* is taken by process ${process.pid} `),
  );

  expect(program.output.stderr).toBe('');
});

test('processes that are not there, and addresses that are none', async () => {
  const program = runProgram('true', []);
  await once(program.child, 'close');

  expect(await refuse(program.pid)).toContain(`There is no process ${program.pid}.`);
  // Ports end at 65,535.
  expect(await refuse(2 ** 30)).toBe(`memprof: There is no process ${2 ** 30}.\n`);
  expect(await refuse('localhost')).toContain('no process id, no ws:// address and no host:port');
  expect(await refuse('127.0.0.1:99999')).toContain('no host:port');
  expect(await refuse('no-such-host.invalid:9229')).toContain('there is no host of that name');
});

test('ports where there is no inspector of Node', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const closedPort = (closed.address() as AddressInfo).port;
  closed.close();
  expect(await refuse(`127.0.0.1:${closedPort}`)).toContain('Nothing listens at');

  const page = await listen(createHttpServer((_request, response) => response.end('<html>')));
  expect(await refuse(`127.0.0.1:${page}`)).toContain('not as an inspector that tells its address');

  const chrome = await listen(
    createHttpServer((_request, response) => response.end('{"Browser":"Chrome/140"}')),
  );
  expect(await refuse(`127.0.0.1:${chrome}`)).toContain('is the debugger of Chrome 140, not of Node');

  const silent = await listen(createHttpServer(() => undefined));
  expect(await refuse(`127.0.0.1:${silent}`)).toContain('did not answer within 5 s');
  expect(await refuse(`ws://127.0.0.1:${silent}/x`)).toContain('let nobody in');
});

test('a page of a browser is refused', async () => {
  const server = createHttpServer();
  new WebSocketServer({ server }).on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const { id } = JSON.parse(data.toString()) as { id: number };
      socket.send(
        JSON.stringify({ id, result: { result: { type: 'object', subtype: 'null', value: null } } }),
      );
    });
  });
  const url = `ws://127.0.0.1:${await listen(server)}/devtools/page/1`;

  expect(await refuse(url)).toContain(`${url} is a page of a browser or another program`);
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
