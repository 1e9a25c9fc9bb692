import type { LabelData } from '../analysis/compare-labels.ts';
import type { LabelObserver } from '../capture/label-taker.ts';
import type { LabelRecord } from '../capture/labels.ts';
import type { SnapshotSink } from '../capture/snapshot.ts';
import { SnapshotReader } from '../format/heapsnapshot/snapshot-reader.ts';
import { type SnapshotAnalysis, allocationsOf, analyzeSnapshot } from './label-analysis.ts';
import type { Progress } from './progress.ts';

/** Analyses each label while the recording goes on, so that little is left to do when the program ends. */
export class LiveAnalysis implements LabelObserver {
  readonly #progress: Progress;
  readonly #samplingIntervalBytes: number;
  readonly #data: LabelData[] = [];
  #snapshot: SnapshotAnalysis | null = null;
  #lastSnapshot: SnapshotAnalysis | null = null;

  constructor(progress: Progress, samplingIntervalBytes: number) {
    this.#progress = progress;
    this.#samplingIntervalBytes = samplingIntervalBytes;
  }

  /** For each label taken, what it left behind. */
  get data(): readonly LabelData[] {
    return this.#data;
  }

  begin(_index: number, givenName: string): SnapshotSink {
    const reader = new SnapshotReader({ sourceName: `the snapshot at ${givenName}` });
    return {
      write: (piece) => reader.push(piece),
      end: () => {
        this.#snapshot = analyzeSnapshot(reader.end(), this.#lastSnapshot?.census ?? null);
        this.#lastSnapshot = this.#snapshot;
      },
      abandon: () => undefined,
    };
  }

  progress(givenName: string, done: number): void {
    this.#progress.show(`snapshot at ${givenName}`, done);
  }

  taken(_index: number, { givenName }: LabelRecord, profile: unknown): void {
    this.#progress.clear();
    const census = this.#snapshot?.census ?? null;
    const allocations =
      profile === null
        ? (this.#snapshot?.tracked ?? null)
        : allocationsOf(profile, this.#samplingIntervalBytes, `the profile at ${givenName}`);
    this.#snapshot = null;
    this.#data.push({ allocations, census });
  }
}
