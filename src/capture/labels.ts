/** Where a label comes from. */
export type LabelKind = 'start' | 'mark' | 'every' | 'signal' | 'end';

/** Memory of the whole process at one moment, in bytes. */
export interface MemoryFigures {
  readonly rssBytes: number;
  readonly heapTotalBytes: number;
  readonly heapUsedBytes: number;
  /** Memory outside the heap that JavaScript objects hold; contains `arrayBuffersBytes`. */
  readonly externalBytes: number;
  readonly arrayBuffersBytes: number;
}

/** One labelled moment of a recording. */
export interface LabelRecord {
  readonly kind: LabelKind;
  /** As given; several labels may share it. */
  readonly givenName: string;
  /** Unique: `turn`, or `turn #2` when the name came more than once. */
  readonly name: string;
  /** Milliseconds since the target's process started. */
  readonly elapsedMs: number;
  /** Taken after a full garbage collection. */
  readonly memory: MemoryFigures;
  /** Open file descriptors and threads, where the system tells. */
  readonly fileDescriptors: number | null;
  readonly threads: number | null;
  /** File names in the capture directory, or null when not taken. */
  readonly snapshot: string | null;
  readonly profile: string | null;
  /** Why there is no snapshot though one was wanted. */
  readonly skipped: string | null;
}

/** Gives labels whose name came more than once a number: `turn #1`, `turn #2`. */
export function numberSeries<T extends { readonly givenName: string; readonly name: string }>(
  labels: readonly T[],
): T[] {
  const total = new Map<string, number>();
  for (const { givenName } of labels) total.set(givenName, (total.get(givenName) ?? 0) + 1);
  const seen = new Map<string, number>();
  return labels.map((label) => {
    const { givenName } = label;
    if (total.get(givenName) === 1) return { ...label, name: givenName };
    const number = (seen.get(givenName) ?? 0) + 1;
    seen.set(givenName, number);
    return { ...label, name: `${givenName} #${number}` };
  });
}

/** What the names of a label's files begin with. @param index - Its place in the list of labels. */
export function labelStem(index: number, givenName: string): string {
  return `${String(index + 1).padStart(4, '0')}-${givenName.replace(/[^\w.-]+/g, '_').slice(0, 60)}`;
}

/** Turns `process.memoryUsage()` into figures with their unit in the name. */
export function toMemoryFigures(usage: NodeJS.MemoryUsage): MemoryFigures {
  return {
    rssBytes: usage.rss,
    heapTotalBytes: usage.heapTotal,
    heapUsedBytes: usage.heapUsed,
    externalBytes: usage.external,
    arrayBuffersBytes: usage.arrayBuffers,
  };
}
