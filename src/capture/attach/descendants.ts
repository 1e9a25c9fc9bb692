import { readFileSync, readdirSync } from 'node:fs';
import { readOf } from './proc-files.ts';

/** Fields of `/proc/<pid>/stat` behind the name. */
const STAT_PARENT = 1;
const STAT_STARTED = 19;
/** Of the clock in which Linux tells them, on every machine that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A process that was started by another, or by one that it has started. */
export interface Descendant {
  readonly pid: number;
  /** How long ago it was started. */
  readonly ageMs: number;
}

/** The processes below a process (Linux), the oldest first; memprof itself and what it has started left out. */
export function descendantsOf(ancestor: number): Descendant[] {
  const uptimeMs = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]) * 1000;
  const children = new Map<number, Descendant[]>();
  for (const name of readdirSync('/proc')) {
    const stat = /^\d+$/.test(name) ? readOf(Number(name), 'stat') : null;
    if (stat === null) continue;
    // The name in brackets may hold anything.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ageMs = uptimeMs - (Number(fields[STAT_STARTED]) / TICKS_PER_SECOND) * 1000;
    const parent = Number(fields[STAT_PARENT]);
    children.set(parent, [...(children.get(parent) ?? []), { pid: Number(name), ageMs }]);
  }
  const below = (pid: number): Descendant[] =>
    (children.get(pid) ?? [])
      .filter((child) => child.pid !== process.pid)
      .flatMap((child) => [child, ...below(child.pid)]);
  return below(ancestor).toSorted((a, b) => b.ageMs - a.ageMs);
}
