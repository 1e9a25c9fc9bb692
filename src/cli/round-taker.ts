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

  constructor(session: CheckSession) {
    this.#session = session;
  }

  /** Rounds that have a snapshot. */
  get stages(): readonly Round[] {
    return this.rounds.filter(({ kinds }) => kinds !== null);
  }

  /** What the heap and external memory have grown by since the first round, in bytes. */
  get grownBytes(): number {
    const [first, last] = [this.rounds[0], this.rounds.at(-1)];
    if (first === undefined || last === undefined) return 0;
    const size = ({ figures }: Round): number => figures.heapUsedBytes + figures.externalBytes;
    return size(last) - size(first);
  }

  /** Takes the figures of a program that came to rest. */
  async figures(iterations: number): Promise<void> {
    this.rounds.push({ iterations, figures: await this.#session.look(), kinds: null });
  }

  /** Takes the figures and a snapshot. */
  async stage(iterations: number): Promise<void> {
    const figures = await this.#session.look();
    this.#lastTables = null;
    const tables = await readSnapshot(this.#session, `${iterations} iterations`);
    this.rounds.push({ iterations, figures, kinds: countKinds(tables) });
    this.#ids.push(sortedIds(tables));
    this.#lastTables = tables;
  }

  /** The last snapshot; it is handed over, as a graph works on its tables in place. */
  takeLastTables(): SnapshotTables | null {
    const tables = this.#lastTables;
    this.#lastTables = null;
    return tables;
  }

  /**
   * Ids of the objects that were alive at the last stage but not `stagesBack` stages before, ascending.
   */
  newIds(stagesBack: number): Uint32Array {
    const after = this.#ids.at(-1) ?? new Uint32Array();
    const before = this.#ids.at(-1 - stagesBack) ?? new Uint32Array();
    const fresh = new Uint32Array(after.length);
    let count = 0;
    let at = 0;
    for (const id of after) {
      while (at < before.length && before[at] < id) at++;
      if (before[at] !== id) fresh[count++] = id;
    }
    return fresh.slice(0, count);
  }
}
