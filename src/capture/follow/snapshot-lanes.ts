import { availableParallelism } from 'node:os';
import { headroomFor, shortOfMemory } from '../headroom.ts';

/** More than this at once gain nothing: V8 writes at the speed of the disk and the memory. */
const MOST_LANES = 4;

/** Lets a few heap snapshots be taken at a time, and only as many as there is memory for. */
export class SnapshotLanes {
  readonly #limitBytes: number | null;
  readonly #lanes = Math.min(MOST_LANES, availableParallelism());
  readonly #running = new Set<Promise<unknown>>();
  #reservedBytes = 0;

  /** @param limitBytes - Memory all snapshots may use together, or null for what the machine has. */
  constructor(limitBytes: number | null) {
    this.#limitBytes = limitBytes;
  }

  /**
   * Takes a snapshot when its turn has come.
   *
   * @param heapUsedBytes - The live heap it will be of.
   * @returns What `take` returns, or why it was refused: the need is beyond what is left even with no other running.
   */
  async run<T>(heapUsedBytes: number, take: () => Promise<T>): Promise<T | { readonly refused: string }> {
    for (;;) {
      const { neededBytes, availableBytes } = headroomFor(heapUsedBytes, this.#limitBytes, process.pid);
      const leftBytes = availableBytes - this.#reservedBytes;
      if (this.#running.size < this.#lanes && neededBytes <= leftBytes) return this.#take(neededBytes, take);
      if (this.#running.size === 0) {
        return {
          refused: shortOfMemory(neededBytes, leftBytes),
        };
      }
      await Promise.race(this.#running);
    }
  }

  async #take<T>(neededBytes: number, take: () => Promise<T>): Promise<T> {
    this.#reservedBytes += neededBytes;
    const taking = take();
    const settled = taking.then(
      () => undefined,
      () => undefined,
    );
    this.#running.add(settled);
    try {
      return await taking;
    } finally {
      this.#running.delete(settled);
      this.#reservedBytes -= neededBytes;
    }
  }
}
