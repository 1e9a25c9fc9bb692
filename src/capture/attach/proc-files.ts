import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';

/** What a file of a process says (Linux); null when it is gone, or may not be read. */
export function readOf(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'utf8');
  } catch {
    return null;
  }
}

/** Where a link of a process leads (Linux); null when it is gone, or may not be read. */
export function linkOf(pid: number | 'self', name: string): string | null {
  try {
    return readlinkSync(`/proc/${pid}/${name}`);
  } catch {
    return null;
  }
}

/** Whether there is a program in the process. One that ends has lost it for a moment, while it still counts as running. */
export function hasProgram(pid: number): boolean {
  try {
    readlinkSync(`/proc/${pid}/exe`);
    return true;
  } catch (error) {
    // Not ENOENT when it is there, but somebody else's.
    return (error as NodeJS.ErrnoException).code !== 'ENOENT';
  }
}

/** The program and its arguments. */
export function commandLineOf(pid: number): string[] {
  return (readOf(pid, 'cmdline') ?? '').split('\0').filter((text) => text !== '');
}

/** Its command, for messages: the program and the first of its arguments. */
export function commandOf(pid: number): string {
  const [program = '?', ...args] = commandLineOf(pid);
  return [path.basename(program), ...args].join(' ').slice(0, 60);
}

/** Whether a process is still there. */
export function isRunning(pid: number): boolean {
  return /^State:\s+[^ZX]/m.test(readOf(pid, 'status') ?? '');
}
