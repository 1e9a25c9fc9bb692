import { readFileSync } from 'node:fs';
import { processFigures } from './process-figures.ts';
import type { Target } from './target.ts';
import type { WorkerHeaps } from './worker-heaps.ts';

/** Figures of a whole process at one moment, after a full garbage collection. Sizes in bytes. */
export interface CheckFigures {
  readonly heapUsedBytes: number;
  readonly heapTotalBytes: number;
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
  readonly rssBytes: number;
  /** Memory no file stands behind; null where the system does not tell. */
  readonly anonymousBytes: number | null;
  readonly fileDescriptors: number | null;
  readonly threads: number | null;
  /** Heaps of all worker threads together; null when one did not answer. */
  readonly workerHeapBytes: number | null;
  /** How many of what keeps the event loop alive, by name. */
  readonly activeResources: ReadonlyMap<string, number>;
}

/** Collects garbage in the target and takes its figures. @throws TargetGone */
export async function takeFigures(
  target: Target,
  workers: WorkerHeaps,
  pid: number | null,
): Promise<CheckFigures> {
  const { memory, activeResources } = await target.look();
  const counts = new Map<string, number>();
  for (const name of activeResources) counts.set(name, (counts.get(name) ?? 0) + 1);
  const system = pid === null ? { fileDescriptors: null, threads: null } : processFigures(pid);
  return {
    heapUsedBytes: memory.heapUsed,
    heapTotalBytes: memory.heapTotal,
    externalBytes: memory.external,
    arrayBuffersBytes: memory.arrayBuffers,
    rssBytes: memory.rss,
    anonymousBytes: pid === null ? null : anonymousBytes(pid),
    ...system,
    workerHeapBytes: await workers.usedBytes(),
    activeResources: counts,
  };
}

function anonymousBytes(pid: number): number | null {
  try {
    const line = /^RssAnon:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return line ? Number(line[1]) * 1024 : null;
  } catch {
    // Not Linux, or the process is gone.
    return null;
  }
}
