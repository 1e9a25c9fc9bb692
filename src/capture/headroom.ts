import { readFileSync } from 'node:fs';
import { freemem } from 'node:os';

/**
 * V8 needs 6 to 9 times the live heap to build a snapshot (measured on Node 20 to 26); the program's own
 * heap is already paid for.
 */
const SNAPSHOT_NEED = 8;

/** What a snapshot will need against what there is, in bytes. */
export interface Headroom {
  readonly neededBytes: number;
  readonly availableBytes: number;
}

/**
 * Compares what a snapshot of a live heap of this size needs with what the machine or its cgroup has left.
 *
 * @param pid - The process, whose cgroup need not be ours; null when it is on another machine, where only the
 *   given limit counts.
 */
export function headroomFor(heapUsedBytes: number, limitBytes: number | null, pid: number | null): Headroom {
  const left = pid === null ? [] : [machineAvailable(), cgroupAvailable(pid)];
  return {
    neededBytes: heapUsedBytes * SNAPSHOT_NEED,
    availableBytes: Math.min(limitBytes ?? Infinity, ...left),
  };
}

/** Why there is no snapshot where it needs more than there is. */
export function shortOfMemory(neededBytes: number, availableBytes: number): string {
  return `a snapshot would need about ${mebibytes(neededBytes)} and ${mebibytes(availableBytes)} are left`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}

function machineAvailable(): number {
  const line = /^MemAvailable:\s+(\d+) kB/m.exec(read('/proc/meminfo') ?? '');
  return line ? Number(line[1]) * 1024 : freemem();
}

/** What the cgroup (v2, then v1) has left, or Infinity without a limit. */
function cgroupAvailable(pid: number): number {
  const own = /^0::(.*)$/m.exec(read(`/proc/${pid}/cgroup`) ?? '')?.[1] ?? '/';
  const v2 = [`/sys/fs/cgroup${own === '/' ? '' : own}`, '/sys/fs/cgroup'].map((folder) =>
    difference(`${folder}/memory.max`, `${folder}/memory.current`),
  );
  const v1 = difference(
    '/sys/fs/cgroup/memory/memory.limit_in_bytes',
    '/sys/fs/cgroup/memory/memory.usage_in_bytes',
  );
  return Math.min(...v2, v1);
}

function difference(limitPath: string, usagePath: string): number {
  const limit = Number(read(limitPath) ?? Number.NaN);
  const usage = Number(read(usagePath) ?? Number.NaN);
  // v2 says `max`, v1 a number near 2^63 for "unlimited".
  if (!Number.isFinite(limit) || !Number.isFinite(usage) || limit > 2 ** 60) return Infinity;
  return Math.max(0, limit - usage);
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    // Not Linux, or not this kind of cgroup.
    return null;
  }
}
