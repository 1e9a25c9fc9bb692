import { setTimeout as sleep } from 'node:timers/promises';
import { MemprofError } from '../../base/errors.ts';
import { isLoopback } from './address.ts';
import { findInspector, isInspector } from './inspector-list.ts';
import { type ListeningPort, ownerOf, portsAround, portsOf } from './listening-ports.ts';
import type { NodeProcess } from './node-process.ts';
import { commandOf, isRunning } from './proc-files.ts';

/** An inspector of a process of this machine. */
export interface OpenInspector {
  readonly url: string;
  readonly port: number;
  /** False when it is open because we asked for it. */
  readonly wasOpen: boolean;
}

/** How long a program may take to open its inspector, in milliseconds. It does so while its JavaScript is busy. */
const OPENING_MS = 5000;
const POLL_MS = 20;

/**
 * Finds the inspector of a process; opens it if it is closed.
 *
 * @param mayOpen - Whether to send SIGUSR1 when it is closed.
 * @throws MemprofError `INSPECTOR_REFUSED`, `TARGET_FAILED`.
 */
export async function openInspector(target: NodeProcess, mayOpen: boolean): Promise<OpenInspector> {
  const { pid, inspectorPort } = target;
  const before = portsOf(pid);
  // Only at the port we expect it at do we ask: others belong to the program.
  const expected = before?.find(({ port }) => port === inspectorPort);
  if (expected !== undefined) return describe(expected, true);
  if (!mayOpen) {
    throw new MemprofError(
      'INSPECTOR_REFUSED',
      `The inspector of process ${pid} is not open at port ${inspectorPort}, and --no-open forbids to open it.`,
    );
  }
  checkFree(target);
  signal(pid);
  const opened = await waitForPort(target, before);
  if (opened !== null) return describe(opened, false);
  // It may have been open all the time, at a port chosen by the program.
  for (const candidate of before ?? []) {
    if (isLoopback(candidate.host) && (await isInspector(candidate.host, candidate.port))) {
      return describe(candidate, true);
    }
  }
  throw new MemprofError(
    'INSPECTOR_REFUSED',
    `Process ${pid} got SIGUSR1 and opened no inspector within ${OPENING_MS / 1000} s: it handles this signal itself, or it is busy outside JavaScript. In the latter case it opens one when it is free: memprof attach ${pid} --close closes it. To measure it, start it with --inspect=127.0.0.1:9229.`,
  );
}

/** Waits until a port of a process is closed. @returns whether it is. */
export async function waitUntilClosed(pid: number, port: number): Promise<boolean> {
  const isOpen = (): boolean => portsOf(pid)?.some((listening) => listening.port === port) ?? false;
  const deadline = performance.now() + OPENING_MS;
  while (isOpen() && performance.now() < deadline) await sleep(POLL_MS);
  return !isOpen();
}

/**
 * Waits until a process has opened its inspector anew, somewhere else.
 *
 * @param before - The ports it listened at before.
 * @returns null when it has not done so within `patienceMs`.
 */
export async function waitForMove(
  pid: number,
  before: readonly ListeningPort[],
  patienceMs: number,
): Promise<Pick<OpenInspector, 'url' | 'port'> | null> {
  const known = new Set(before.map(({ inode }) => inode));
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline && isRunning(pid)) {
    const fresh = (portsOf(pid) ?? []).filter(({ host, inode }) => isLoopback(host) && !known.has(inode));
    for (const { host, port } of fresh) {
      if (await isInspector(host, port)) return { url: await findInspector(host, port), port };
    }
    await sleep(POLL_MS);
  }
  return null;
}

async function describe({ host, port }: ListeningPort, wasOpen: boolean): Promise<OpenInspector> {
  return { url: await findInspector(host, port), port, wasOpen };
}

/** Node does not look for another port: it would print an error and stay closed. */
function checkFree({ pid, inspectorPort }: NodeProcess): void {
  const taken = portsAround(pid).find(({ port }) => port === inspectorPort);
  if (inspectorPort === 0 || taken === undefined) return;
  const owner = ownerOf(taken.inode);
  const who = owner === null ? 'another process' : `process ${owner} (${commandOf(owner)})`;
  throw new MemprofError(
    'INSPECTOR_REFUSED',
    `Port ${inspectorPort}, where process ${pid} would open its inspector, is taken by ${who}. Free it, or start the program with --inspect-port=0.`,
  );
}

function signal(pid: number): void {
  try {
    process.kill(pid, 'SIGUSR1');
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code === 'EPERM' ? 'not allowed' : 'it has ended';
    throw new MemprofError('INSPECTOR_REFUSED', `Process ${pid} could not be signalled: ${reason}.`, {
      cause: error,
    });
  }
}

async function waitForPort(
  { pid, inspectorPort }: NodeProcess,
  before: readonly ListeningPort[] | null,
): Promise<ListeningPort | null> {
  const known = new Set((before ?? portsAround(pid)).map(({ inode }) => inode));
  const deadline = performance.now() + OPENING_MS;
  while (performance.now() < deadline) {
    // Where we may not see whose a port is, only the expected one counts.
    const ports = portsOf(pid) ?? portsAround(pid).filter(({ port }) => port === inspectorPort);
    const fresh = ports.filter(({ inode }) => !known.has(inode));
    const found =
      fresh.find(({ port }) => port === inspectorPort) ?? fresh.find(({ host }) => isLoopback(host));
    if (found !== undefined) return found;
    if (!isRunning(pid)) throw new MemprofError('TARGET_FAILED', `Process ${pid} has ended.`);
    await sleep(POLL_MS);
  }
  return null;
}
