import { rmSync } from 'node:fs';
import type { CheckSession } from '../../capture/check-session.ts';
import type { CheckPlaces } from '../../capture/follow/check-places.ts';
import type { AllocationSite } from '../../check/result.ts';
import { readSnapshotTables } from '../../format/heapsnapshot/open.ts';
import type { SnapshotTables } from '../../format/heapsnapshot/snapshot-tables.ts';
import type { LinesRun } from '../lines-option.ts';
import { TrackedAllocations } from './explain-allocations.ts';
import { readSnapshot } from './snapshot-reading.ts';

/** Where objects were made: in the main program, and in the worker threads and child processes that are followed. */
export class TrackedHeaps {
  readonly #main: TrackedAllocations;
  readonly #others: readonly TrackedAllocations[];

  private constructor(main: TrackedAllocations, others: readonly TrackedAllocations[]) {
    this.#main = main;
    this.#others = others;
  }

  /** Takes a snapshot of each heap of a program that was tracked. @throws TargetGone, MemprofError `BAD_FILE` */
  static async of(session: CheckSession, lines: LinesRun, cwd: string): Promise<TrackedHeaps> {
    const tables = await readSnapshot(session, 'the tracked iterations');
    const others = session.places === null ? [] : await readPlaces(session.places);
    const rewritten = lines.collect().lines;
    const main = new TrackedAllocations(tables, session.scripts, rewritten, cwd);
    const tracked = others.map((heap) => new TrackedAllocations(heap.tables, heap.scripts, rewritten, cwd));
    return new TrackedHeaps(main, tracked);
  }

  /**
   * The places that made most of a constructor's objects.
   *
   * @param isElsewhere - Whether those objects are in a worker or child; of several alike, the one that made most tells.
   */
  sitesOf(constructorName: string, isElsewhere: boolean): AllocationSite[] {
    if (!isElsewhere) return this.#main.sitesOf(constructorName);
    const made = this.#others.map((heap) => heap.sitesOf(constructorName));
    return made.toSorted((a, b) => (b[0]?.count ?? 0) - (a[0]?.count ?? 0))[0] ?? [];
  }
}

interface PlaceHeap {
  readonly tables: SnapshotTables;
  readonly scripts: ReturnType<CheckPlaces['scriptsOf']>;
}

async function readPlaces(places: CheckPlaces): Promise<PlaceHeap[]> {
  const heaps: PlaceHeap[] = [];
  for (const { id, figures } of await places.look(true)) {
    if (figures.snapshot === null) continue;
    const file = places.fileOf(figures.snapshot);
    heaps.push({ tables: await readSnapshotTables(file), scripts: places.scriptsOf(id) });
    rmSync(file, { force: true });
  }
  return heaps;
}
