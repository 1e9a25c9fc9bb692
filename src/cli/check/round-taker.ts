import type { CheckFigures } from '../../capture/check-figures.ts';
import type { CheckSession } from '../../capture/check-session.ts';
import type { Round, RoundFigures } from '../../check/rounds.ts';
import { countKinds } from '../../graph/count-kinds.ts';
import { hasGrowableShared } from '../../graph/shared-buffers.ts';
import { type FollowedHeap, FollowedHeaps } from './followed-heaps.ts';
import { readSnapshot } from './snapshot-reading.ts';
import { StageHeaps } from './stage-heaps.ts';

/** Takes rounds: figures at each, and at the end of a stage a snapshot. */
export class RoundTaker {
  readonly #session: CheckSession;
  readonly rounds: Round[] = [];
  /** The main program's heap. */
  readonly main = new StageHeaps();
  /** Those of worker threads and child processes; null when none are followed. */
  readonly #followed: FollowedHeaps | null;
  #snapshotMs = 0;
  #hasGrowable = false;

  constructor(session: CheckSession) {
    this.#session = session;
    this.#followed = session.places === null ? null : new FollowedHeaps(session.places);
  }

  /** Worker threads and child processes that were there at the last stage. */
  get followed(): readonly FollowedHeap[] {
    return this.#followed?.heaps ?? [];
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
    const main = await this.#withShared(await this.#session.look());
    const figures = (await this.#followed?.figures(main)) ?? main;
    this.rounds.push({ iterations, figures, kinds: null });
  }

  /** Takes the figures and a snapshot. */
  async stage(iterations: number): Promise<void> {
    const seen = await this.#session.look();
    this.main.dropTables();
    const startedAt = performance.now();
    const tables = await readSnapshot(this.#session, `${iterations} iterations`);
    const kinds = countKinds(tables);
    this.#hasGrowable ||= hasGrowableShared(tables);
    const figures = await this.#withShared(seen);
    this.main.add(tables);
    const whole = (await this.#followed?.stage(figures, kinds)) ?? { figures, kinds };
    this.rounds.push({ iterations, ...whole });
    this.#snapshotMs = performance.now() - startedAt;
  }

  /** With what growable SharedArrayBuffers hold, once one was seen. */
  async #withShared(figures: CheckFigures): Promise<CheckFigures & RoundFigures> {
    const bytes = this.#hasGrowable ? await this.#session.growableSharedBytes() : null;
    return bytes === null ? figures : { ...figures, growableSharedBytes: bytes };
  }
}
