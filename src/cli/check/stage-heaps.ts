import type { SnapshotTables } from '../../format/heapsnapshot/snapshot-tables.ts';
import { sortedIds } from '../../graph/count-kinds.ts';

/** What is kept of one heap's snapshots from stage to stage: which objects were alive, and the last one whole. */
export class StageHeaps {
  /** For each stage, the ids of all objects that were alive at its end. */
  readonly #ids: Uint32Array[] = [];
  #lastTables: SnapshotTables | null = null;

  /** Drops the last snapshot: two at a time would double the peak. */
  dropTables(): void {
    this.#lastTables = null;
  }

  add(tables: SnapshotTables): void {
    this.#ids.push(sortedIds(tables));
    this.#lastTables = tables;
  }

  /** How many stages it was there at. */
  get stages(): number {
    return this.#ids.length;
  }

  /** The last snapshot as it was read, whatever a graph does to the one that is handed over; null when there is none. */
  copyLastTables(): SnapshotTables | null {
    return this.#lastTables && { ...this.#lastTables, selfSize: this.#lastTables.selfSize.slice() };
  }

  /** The last snapshot; it is handed over, as a graph works on its tables in place. */
  takeLastTables(): SnapshotTables | null {
    const tables = this.#lastTables;
    this.#lastTables = null;
    return tables;
  }

  /**
   * Ids, ascending, of the objects that came after the stage `stagesBack` before the last one and live on: they were
   * there at the last but one too, so what was merely under way at the last is not among them.
   */
  survivorIds(stagesBack: number): Uint32Array {
    const [first, middle, last] = [this.#ids.at(-1 - stagesBack), this.#ids.at(-2), this.#ids.at(-1)];
    if (first === undefined || middle === undefined || last === undefined) return new Uint32Array();
    return without(both(middle, last), first);
  }

  /** As {@link survivorIds}, with what came in the last stage. */
  newIds(stagesBack: number): Uint32Array {
    const [first, last] = [this.#ids.at(-1 - stagesBack), this.#ids.at(-1)];
    return first === undefined || last === undefined ? new Uint32Array() : without(last, first);
  }
}

function both(a: Uint32Array, b: Uint32Array): Uint32Array {
  return select(a, b, true);
}

function without(a: Uint32Array, b: Uint32Array): Uint32Array {
  return select(a, b, false);
}

/** The numbers of `a` that are in `b`, or that are not; both ascending. */
function select(a: Uint32Array, b: Uint32Array, areWanted: boolean): Uint32Array {
  const selected = new Uint32Array(a.length);
  let count = 0;
  let at = 0;
  for (const id of a) {
    while (at < b.length && b[at] < id) at++;
    if ((b[at] === id) === areWanted) selected[count++] = id;
  }
  return selected.slice(0, count);
}
