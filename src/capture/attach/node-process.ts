import { closeSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { MemprofError } from '../../base/errors.ts';
import { commandLineOf, hasProgram, readOf, linkOf } from './proc-files.ts';

/** A running Node process that may be signalled. */
export interface NodeProcess {
  readonly pid: number;
  /** The id it has itself: another in a container. */
  readonly innerPid: number;
  /** Where it would open its inspector, as its command line and NODE_OPTIONS say; 0 for any free port. */
  readonly inspectorPort: number;
}

const SIGUSR1 = 10;
const DEFAULT_INSPECTOR_PORT = 9229;

/** `node::Start(int, char**)`: every program that has Node in it exports it, whatever its file is called. */
const NODE_SYMBOL = Buffer.from('_ZN4node5StartEiPPc');
const PIECE_BYTES = 4 * 2 ** 20;

/**
 * Makes sure that a process is Node and would survive being asked for its inspector: SIGUSR1 ends a process
 * that does not handle it.
 *
 * @throws MemprofError saying in one line why not.
 */
export function checkNodeProcess(pid: number): NodeProcess {
  if (process.platform !== 'linux') throw onlyLinux(pid);
  const status = readOf(pid, 'status');
  if (status === null) {
    const hint = pid > 0 && pid < 65_536 ? ` For a port of this machine write 127.0.0.1:${pid}.` : '';
    throw new MemprofError('NOT_FOUND', `There is no process ${pid}.${hint}`);
  }
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '';
  if (/^[ZX]/.test(field('State'))) throw new MemprofError('NOT_FOUND', `Process ${pid} has ended.`);
  if (/^T/i.test(field('State'))) {
    throw new MemprofError(
      'INSPECTOR_REFUSED',
      `Process ${pid} is stopped. Let it go on (kill -CONT ${pid}), then attach.`,
    );
  }
  checkOwner(pid, Number(field('Uid').split(/\s+/)[1]));
  checkNamespace(pid);
  checkProgram(pid);
  checkSignal(pid, BigInt(`0x${field('SigCgt')}`));
  return {
    pid,
    innerPid: Number(field('NSpid').split(/\s+/).at(-1)) || pid,
    inspectorPort: inspectorPortOf(commandLineOf(pid), optionsOf(pid)),
  };
}

/** Where Node opens its inspector when asked to, by its flags; the last one says it. */
export function inspectorPortOf(commandLine: readonly string[], nodeOptions: readonly string[]): number {
  const text = ` ${[...nodeOptions, ...commandLine].join(' ')}`;
  const flags = text.matchAll(
    / --(?:inspect(?:-brk|-wait)?=|(?:inspect|debug)-port[= ])(?:\S*:)?(\d+)(?= |$)/g,
  );
  return Number([...flags].at(-1)?.[1] ?? DEFAULT_INSPECTOR_PORT);
}

function checkOwner(pid: number, uid: number): void {
  const own = process.geteuid?.();
  if (own === undefined || own === 0 || own === uid) return;
  throw new MemprofError(
    'INSPECTOR_REFUSED',
    `Process ${pid} belongs to another user (uid ${uid}). Run memprof as that user: sudo -u '#${uid}' memprof attach ${pid}.`,
  );
}

/** In another network namespace its 127.0.0.1 is not ours. */
function checkNamespace(pid: number): void {
  const theirs = linkOf(pid, 'ns/net');
  if (theirs === null || theirs === linkOf('self', 'ns/net')) return;
  throw new MemprofError(
    'INSPECTOR_REFUSED',
    `Process ${pid} is in a container with a network of its own. Run memprof in there, or enter its network: nsenter --target ${pid} --net memprof attach ${pid}.`,
  );
}

function checkProgram(pid: number): void {
  const file = linkOf(pid, 'exe')?.replace(/ \(deleted\)$/, '') ?? null;
  if (file === null && !hasProgram(pid)) {
    throw new MemprofError(
      'NOT_FOUND',
      `Process ${pid} runs no program: it is just ending, or part of the system.`,
    );
  }
  if (file === null) {
    throw new MemprofError(
      'INSPECTOR_REFUSED',
      `Process ${pid} may not be looked into. Run memprof as the user it belongs to, or as root.`,
    );
  }
  const name = path.basename(file);
  if (/^(bun|deno)$/.test(name)) {
    throw new MemprofError(
      'UNSUPPORTED',
      `Process ${pid} is ${name}. memprof measures programs that run on Node.js.`,
    );
  }
  // Where Node is a library, the program itself has nothing of it.
  if (/\/libnode\.so/.test(readOf(pid, 'maps') ?? '') || holds(`/proc/${pid}/exe`, NODE_SYMBOL)) return;
  throw new MemprofError(
    'UNSUPPORTED',
    `Process ${pid} (${name}) is not Node.js, and asking it for an inspector would end it. Give the process id of the program itself, not of a shell or npm around it.`,
  );
}

function checkSignal(pid: number, caught: bigint): void {
  if ((caught >> BigInt(SIGUSR1 - 1)) & 1n) return;
  throw new MemprofError(
    'INSPECTOR_REFUSED',
    `Process ${pid} does not listen to SIGUSR1, which opens Node's inspector (--disable-sigusr1, or it has only just started). Start it with --inspect=127.0.0.1:9229 and attach to that.`,
  );
}

function onlyLinux(pid: number): MemprofError {
  const open = process.platform === 'win32' ? `node -e "process._debugProcess(${pid})"` : `kill -USR1 ${pid}`;
  return new MemprofError(
    'UNSUPPORTED',
    `Only on Linux can memprof make sure that process ${pid} is Node before it asks for its inspector. If you are sure: ${open}, then memprof attach 127.0.0.1:9229.`,
  );
}

function optionsOf(pid: number): string[] {
  const variables = (readOf(pid, 'environ') ?? '').split('\0');
  const options = variables.find((text) => text.startsWith('NODE_OPTIONS='));
  return options?.slice('NODE_OPTIONS='.length).split(/\s+/) ?? [];
}

/** Whether a file holds these bytes. */
function holds(file: string, wanted: Buffer): boolean {
  const descriptor = openSync(file, 'r');
  try {
    const piece = Buffer.alloc(PIECE_BYTES);
    // What was found may lie across two pieces.
    let kept = 0;
    for (;;) {
      const read = readSync(descriptor, piece, kept, piece.length - kept, null);
      if (read === 0) return false;
      if (piece.subarray(0, kept + read).includes(wanted)) return true;
      const next = Math.min(wanted.length - 1, kept + read);
      piece.copy(piece, 0, kept + read - next, kept + read);
      kept = next;
    }
  } finally {
    closeSync(descriptor);
  }
}
