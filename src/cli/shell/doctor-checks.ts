import { accessSync, constants, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import type { Checkup } from '../../analysis/checkup.ts';
import { parseProfileMax } from '../../base/profile-max.ts';
import { AttachedProgram } from '../../capture/attach/attached-program.ts';
import { portsAround } from '../../capture/attach/listening-ports.ts';
import { BACKENDS, findBackend } from '../../capture/backends.ts';
import { headroomFor } from '../../capture/headroom.ts';
import { startIdle } from '../../capture/idle-program.ts';
import { LaunchedProgram } from '../../capture/watch/launched-program.ts';
import { formatBytes } from '../../report/units.ts';
import type { Io } from '../io.ts';

const LEAST_NODE: readonly [number, number] = [20, 19];
const LITTLE_SPACE = 2 ** 30;
const TOO_LITTLE_SPACE = 64 * 2 ** 20;
/** A heap that is large for a program under test; snapshots of it should be possible. */
const ORDINARY_HEAP = 64 * 2 ** 20;
const INSPECTOR_PORT = 9229;

/** Looks at everything memprof needs of this machine; the trials start small programs. */
export async function examine(io: Io): Promise<Checkup[]> {
  // First: in a folder that is gone no trial would start.
  const { cwd } = io;
  return [
    node(),
    await running(),
    await attaching(),
    headroom(),
    space(cwd),
    ...backends(cwd),
    typescript(),
    compression(),
    buffers(io.env),
    terminal(io.env),
  ];
}

function node(): Checkup {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const [leastMajor, leastMinor] = LEAST_NODE;
  const isNew = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  const about = { subject: 'Node', says: `${process.version} on ${process.platform} ${process.arch}` };
  if (!isNew) return { ...about, state: 'problem', cure: `install Node ${LEAST_NODE.join('.')} or later` };
  if (process.platform === 'linux') return { ...about, state: 'good', cure: null };
  return {
    ...about,
    state: 'limited',
    cure: 'file descriptors and threads are counted, and process ids can be attached to, on Linux only',
  };
}

/** Starts a program as `memprof run` does. */
async function running(): Promise<Checkup> {
  const subject = 'run, check';
  const folder = mkdtempSync(path.join(tmpdir(), 'memprof-doctor-'));
  const script = path.join(folder, 'trial.cjs');
  try {
    writeFileSync(script, 'setTimeout(() => {}, 60_000);');
    const program = await LaunchedProgram.open({
      script,
      args: [],
      nodeFlags: [],
      env: process.env,
      loaderFolders: [],
      samplingIntervalBytes: 2 ** 20,
      onOutput: () => undefined,
      hasStdin: false,
    });
    await program.leave();
    return { subject, state: 'good', says: 'a program can be started and looked into', cure: null };
  } catch (error) {
    const cure = `allow inspector and worker threads; NODE_OPTIONS is ${process.env.NODE_OPTIONS ?? 'not set'}`;
    return { subject, state: 'problem', says: firstLine(error), cure };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Attaches to a program of our own. */
async function attaching(): Promise<Checkup> {
  const subject = 'attach, watch';
  const idle = await startIdle();
  try {
    const program = await AttachedProgram.open(String(idle.pid), { mayOpen: true });
    await program.leave();
    if (portsAround(process.pid).some(({ port }) => port === INSPECTOR_PORT)) {
      const says = `processes can be attached to, but port ${INSPECTOR_PORT}, where Node opens its inspector, is taken`;
      return { subject, state: 'limited', says, cure: 'free it, or start programs with --inspect-port=0' };
    }
    return { subject, state: 'good', says: 'processes of yours can be attached to by their id', cure: null };
  } catch (error) {
    const cure =
      'start programs with --inspect and attach to 127.0.0.1:9229; in a container, allow /proc and signals';
    return { subject, state: 'limited', says: firstLine(error), cure };
  } finally {
    idle.kill();
  }
}

function headroom(): Checkup {
  const { availableBytes, neededBytes } = headroomFor(ORDINARY_HEAP, null, process.pid);
  const largest = (availableBytes / neededBytes) * ORDINARY_HEAP;
  const says = `${formatBytes(availableBytes)} left: snapshots of heaps up to ${formatBytes(largest)}`;
  if (availableBytes >= neededBytes) return { subject: 'memory', state: 'good', says, cure: null };
  const cure = 'free memory or raise the limit of the container; --snapshots none works with what there is';
  return { subject: 'memory', state: 'limited', says, cure };
}

function space(folder: string): Checkup {
  const subject = 'disk';
  try {
    accessSync(folder, constants.W_OK);
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const says = `${formatBytes(free)} left for captures in ${folder}`;
    if (free >= LITTLE_SPACE) return { subject, state: 'good', says, cure: null };
    const cure = '`memprof clean` removes old captures; --directory puts new ones elsewhere';
    return { subject, state: free < TOO_LITTLE_SPACE ? 'problem' : 'limited', says, cure };
  } catch (error) {
    return {
      subject,
      state: 'problem',
      says: firstLine(error),
      cure: 'choose another place with --directory',
    };
  }
}

function backends(cwd: string): Checkup[] {
  return BACKENDS.filter((name) => name !== 'inspector').map((name): Checkup => {
    const subject = `--backend ${name}`;
    try {
      findBackend(name, cwd);
      return { subject, state: 'good', says: 'installed', cure: null };
    } catch {
      const cure = `npm install ${name}, if you want it: the inspector does the same without`;
      return { subject, state: 'optional', says: 'not installed, or built for another Node', cure };
    }
  });
}

function typescript(): Checkup {
  try {
    createRequire(import.meta.url).resolve('tsx');
    return { subject: 'TypeScript', state: 'good', says: 'loaded by tsx', cure: null };
  } catch {
    return { subject: 'TypeScript', state: 'problem', says: 'tsx is missing', cure: 'install memprof anew' };
  }
}

function compression(): Checkup {
  const hasZstd = 'createZstdDecompress' in zlib;
  if (hasZstd) return { subject: 'compressed snapshots', state: 'good', says: 'gzip and zstd', cure: null };
  const cure = 'Node 22.15 and later read zstd; unpack such files with `zstd -d`';
  return { subject: 'compressed snapshots', state: 'optional', says: 'gzip alone', cure };
}

function buffers(env: NodeJS.ProcessEnv): Checkup {
  const { capacity, warning } = parseProfileMax(env.PRAISONAI_PROFILE_MAX);
  const subject = 'ring buffers';
  if (warning === undefined)
    return { subject, state: 'good', says: `hold ${capacity} records each`, cure: null };
  return { subject, state: 'limited', says: warning, cure: 'set PRAISONAI_PROFILE_MAX to a whole number' };
}

function terminal({ TERM }: NodeJS.ProcessEnv): Checkup {
  const isScreen = process.stdout.isTTY === true && TERM !== 'dumb';
  const subject = 'terminal';
  if (isScreen) return { subject, state: 'good', says: 'watch can draw on it', cure: null };
  return { subject, state: 'optional', says: 'none here', cure: 'watch prints lines instead' };
}

function firstLine(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
