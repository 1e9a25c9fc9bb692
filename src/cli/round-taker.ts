import type { CheckSession } from '../capture/check-session.ts';
import type { Round } from '../check/rounds.ts';
import type { SnapshotTables } from '../format/heapsnapshot/snapshot-tables.ts';
import { countKinds, sortedIds } from '../graph/count-kinds.ts';
import { readSnapshot } from './snapshot-reading.ts';

/** Takes rounds: figures at each, and at the end of a stage a snapshot. */
export class RoundTaker {
  readonly #session: CheckSession;
  readonly rounds: Round[] = [];
  /** For each stage, the ids of all objects that were alive at its end. */
  readonly #ids: Uint32Array[] = [];
  #lastTables: SnapshotTables | null = null;
  #snapshotMs = 0;

  constructor(session: CheckSession) {
    this.#session = session;
  }

  /** Rounds that have a snapshot. */
  get stages(): readonly Round[] {
    return this.rounds.filter(({ kinds }) => kinds !== null);
  }

  /** What the last snapshot took, in milliseconds, reading it included. */
  get snapshotMs(): number {
    return this.#snapshotMs;
  }

  /** What the heap and external memory have grown by since the first round, in bytes. */
  get grownBytes(): number {
    const [first, last] = [this.rounds[0], this.rounds.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const size = ({ figures }: Round): number => figures.heapUsedBytes + figures.externalBytes;
    return size(last) - size(first);
  }

  /** What open file descriptors have grown by since the first round; 0 where the system does not tell. */
  get grownDescriptors(): number {
    const [first, last] = [this.rounds[0], this.rounds.at(-1)];
    return (last?.figures.fileDescriptors ?? 0) - (first?.figures.fileDescriptors ?? 0);
  }

  /** Takes the figures of a program that came to rest. */
  async figures(iterations: number): Promise<void> {
    this.rounds.push({ iterations, figures: await this.#session.look(), kinds: null });
  }

  /** Takes the figures and a snapshot. */
  async stage(iterations: number): Promise<void> {
    const figures = await this.#session.look();
    this.#lastTables = null;
    const startedAt = performance.now();
    const tables = await readSnapshot(this.#session, `${iterations} iterations`);
    this.rounds.push({ iterations, figures, kinds: countKinds(tables) });
    this.#ids.push(sortedIds(tables));
    this.#lastTables = tables;
    this.#snapshotMs = performance.now() - startedAt;
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
