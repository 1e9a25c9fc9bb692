import { readFileSync, readdirSync } from 'node:fs';

/** What only the operating system knows of a process; null where it does not tell. */
export interface ProcessFigures {
  readonly fileDescriptors: number | null;
  readonly threads: number | null;
}

/** Reads `/proc`; on other systems there are no figures. */
export function processFigures(pid: number): ProcessFigures {
  return {
    fileDescriptors: attempt(() => readdirSync(`/proc/${pid}/fd`).length),
    threads: attempt(() => {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      return Number(/^Threads:\s+(\d+)/m.exec(status)?.[1]);
    }),
  };
}

function attempt(read: () => number): number | null {
  try {
    const value = read();
    return Number.isFinite(value) ? value : null;
  } catch {
    return null;
  }
}
