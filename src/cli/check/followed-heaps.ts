import { rmSync } from 'node:fs';
import type { CheckFigures } from '../../capture/check-figures.ts';
import type { CheckPlaces } from '../../capture/follow/check-places.ts';
import type { SeenPlace } from '../../capture/follow/follower.ts';
import { processFigures } from '../../capture/process-figures.ts';
import type { ScriptRecord } from '../../capture/script-record.ts';
import type { KindCount } from '../../check/rounds.ts';
import { readSnapshotTables } from '../../format/heapsnapshot/open.ts';
import { countKinds } from '../../graph/count-kinds.ts';
import { StageHeaps } from './stage-heaps.ts';

/** A worker or child through the stages of a check. */
export interface FollowedHeap {
  readonly name: string;
  readonly heaps: StageHeaps;
  /** Its scripts, numbered as in its snapshots. */
  readonly scripts: readonly ScriptRecord[];
  /** Live objects at the last stage it answered at. */
  readonly kinds: ReadonlyMap<string, KindCount>;
}

type Kinds = ReadonlyMap<string, KindCount>;

/** The heaps of worker threads and child processes, added to the main program's at each round. */
export class FollowedHeaps {
  readonly #places: CheckPlaces;
  readonly #heaps = new Map<string, FollowedHeap>();
  #present: readonly SeenPlace[] = [];

  constructor(places: CheckPlaces) {
    this.#places = places;
  }

  /** Those that were there at the last stage. */
  get heaps(): readonly FollowedHeap[] {
    return this.#present.flatMap(({ id }) => this.#heaps.get(id) ?? []);
  }

  /** Figures of the whole program. @param main - The main program's. */
  async figures(main: CheckFigures): Promise<CheckFigures> {
    return sumFigures(main, await this.#places.look(false));
  }

  /** Figures and live objects of the whole program, at the end of a stage. */
  async stage(main: CheckFigures, mainKinds: Kinds): Promise<{ figures: CheckFigures; kinds: Kinds }> {
    for (const { heaps } of this.#heaps.values()) heaps.dropTables();
    this.#present = await this.#places.look(true);
    // One after the other, so that the text of one snapshot is gone before the next is read.
    for (const seen of this.#present) await this.#read(seen);
    const kinds = sumKinds([mainKinds, ...this.heaps.map((heap) => heap.kinds)]);
    return { figures: sumFigures(main, this.#present), kinds };
  }

  async #read({ id, name, figures: { snapshot } }: SeenPlace): Promise<void> {
    if (snapshot === null) return;
    const file = this.#places.fileOf(snapshot);
    try {
      const tables = await readSnapshotTables(file);
      const heaps = this.#heaps.get(id)?.heaps ?? new StageHeaps();
      heaps.add(tables);
      this.#heaps.set(id, { name, heaps, scripts: this.#places.scriptsOf(id), kinds: countKinds(tables) });
    } finally {
      rmSync(file, { force: true });
    }
  }
}

/** A thread has a heap of its own in the memory of its process; a child has all of its own. */
function sumFigures(main: CheckFigures, places: readonly SeenPlace[]): CheckFigures {
  let sum = main;
  for (const { kind, pid, figures } of places) {
    const { memory } = figures;
    const child = kind === 'child' && pid !== null ? processFigures(pid) : NONE;
    sum = {
      ...sum,
      heapUsedBytes: sum.heapUsedBytes + memory.heapUsedBytes,
      heapTotalBytes: sum.heapTotalBytes + memory.heapTotalBytes,
      externalBytes: sum.externalBytes + memory.externalBytes,
      arrayBuffersBytes: sum.arrayBuffersBytes + memory.arrayBuffersBytes,
      rssBytes: sum.rssBytes + (kind === 'child' ? memory.rssBytes : 0),
      // What children have beyond their heaps is their native memory: it would not be told from the main program's.
      anonymousBytes: sum.anonymousBytes === null ? null : sum.anonymousBytes + ownMemory(kind, memory),
      fileDescriptors: add(sum.fileDescriptors, child.fileDescriptors),
      threads: add(sum.threads, child.threads),
    };
  }
  return sum;
}

const NONE = { fileDescriptors: 0, threads: 0 };

/** A worker's heap is part of the main process's memory already; a child's is not. */
function ownMemory(kind: SeenPlace['kind'], memory: SeenPlace['figures']['memory']): number {
  return kind === 'child' ? memory.heapTotalBytes + memory.externalBytes : 0;
}

function add(sum: number | null, more: number | null): number | null {
  return sum === null ? null : sum + (more ?? 0);
}

function sumKinds(all: readonly Kinds[]): Kinds {
  const sum = new Map<string, { count: number; bytes: number }>();
  for (const kinds of all) {
    for (const [kind, { count, bytes }] of kinds) {
      const known = sum.get(kind) ?? { count: 0, bytes: 0 };
      sum.set(kind, { count: known.count + count, bytes: known.bytes + bytes });
    }
  }
  return sum;
}
