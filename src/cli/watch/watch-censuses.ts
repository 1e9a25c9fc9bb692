import type { LabelObserver } from '../../capture/label-taker.ts';
import type { SnapshotSink } from '../../capture/snapshot.ts';
import type { WatchRecording } from '../../capture/watch/watch-recording.ts';
import { SnapshotReader } from '../../format/heapsnapshot/snapshot-reader.ts';
import { formatBytes } from '../../report/units.ts';
import { analyzeSnapshot } from '../reading/label-analysis.ts';
import type { WatchModel } from './watch-model.ts';

/** A census stands the program still: at most this share of the time, and no heap above this size. */
const CENSUS_SHARE = 1 / 100;
const CENSUS_INTERVAL_MS = 30_000;
const LARGEST_CENSUS_HEAP = 96 * 2 ** 20;

/** Counts the objects of a watched program from time to time, where that costs it little. */
export class WatchCensuses {
  readonly #recording: WatchRecording;
  readonly #model: WatchModel;
  readonly #isAutomatic: boolean;

  /** @param isAutomatic - Whether they are taken without being asked for. */
  constructor(recording: WatchRecording, model: WatchModel, isAutomatic: boolean) {
    this.#recording = recording;
    this.#model = model;
    this.#isAutomatic = isAutomatic;
  }

  /** The first is due now. */
  begin(): void {
    if (this.#isAutomatic) this.#model.nextCensusAt = performance.now();
  }

  /** One was taken, in so many milliseconds: the next is due when it costs little again. */
  taken(tookMs: number): void {
    if (!this.#isAutomatic) return;
    this.#model.nextCensusAt = performance.now() + Math.max(CENSUS_INTERVAL_MS, tookMs / CENSUS_SHARE);
  }

  /** Takes the next, if its time has come and there is room for it. @throws Error when the program is too busy. */
  async takeIfDue(): Promise<void> {
    const { nextCensusAt, last } = this.#model;
    if (nextCensusAt === null || performance.now() < nextCensusAt) return;
    const refusal = this.#recording.refusal();
    if (refusal !== null || (last?.heapUsedBytes ?? 0) > LARGEST_CENSUS_HEAP) {
      this.#model.censusNote = refusal ?? 'large heap: s takes a census';
      this.#model.nextCensusAt = performance.now() + CENSUS_INTERVAL_MS;
      return;
    }
    this.#model.censusNote = null;
    const startedAt = performance.now();
    try {
      await this.#recording.census(censusSink(() => this.#model));
    } finally {
      this.taken(performance.now() - startedAt);
    }
  }
}

/** Looks on while the recording takes labels: a snapshot that is kept is a census, too. */
export function watchObserver(model: () => WatchModel | null): LabelObserver {
  return {
    begin: () => censusSink(model),
    progress: (_name, progress) => {
      const shown = model();
      const how = 'share' in progress ? `${Math.round(progress.share * 100)} %` : formatBytes(progress.bytes);
      if (shown !== null) shown.status = `taking a snapshot … ${how}`;
    },
    taken: () => undefined,
  };
}

/** Counts the objects of a snapshot while it comes in. */
function censusSink(model: () => WatchModel | null): SnapshotSink {
  const reader = new SnapshotReader({ sourceName: 'the census' });
  const startedAt = performance.now();
  return {
    write: (piece) => reader.push(piece),
    end: () => {
      const shown = model();
      if (shown === null) return;
      const { census } = analyzeSnapshot(reader.end(), shown.lastCensus);
      shown.census(census, performance.now() - startedAt);
    },
    abandon: () => undefined,
  };
}
