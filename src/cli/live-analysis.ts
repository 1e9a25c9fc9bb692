import type { LabelData } from '../analysis/compare-labels.ts';
import type { LabelObserver } from '../capture/label-taker.ts';
import type { LabelRecord } from '../capture/labels.ts';
import type { SnapshotSink } from '../capture/snapshot.ts';
import { allocationsOf } from './label-analysis.ts';
import type { Progress } from './progress.ts';

/** Analyses each label while the recording goes on, so that little is left to do when the program ends. */
export class LiveAnalysis implements LabelObserver {
  readonly #progress: Progress;
  readonly #samplingIntervalBytes: number;
  readonly #data: LabelData[] = [];

  constructor(progress: Progress, samplingIntervalBytes: number) {
    this.#progress = progress;
    this.#samplingIntervalBytes = samplingIntervalBytes;
  }

  /** For each label taken, what it left behind. */
  get data(): readonly LabelData[] {
    return this.#data;
  }

  begin(): SnapshotSink {
    return { write: () => undefined, end: () => undefined, abandon: () => undefined };
  }

  progress(givenName: string, done: number): void {
    this.#progress.show(`snapshot at ${givenName}`, done);
  }

  taken(_index: number, { givenName }: LabelRecord, profile: unknown): void {
    this.#progress.clear();
    const allocations =
      profile === null
        ? null
        : allocationsOf(profile, this.#samplingIntervalBytes, `the profile at ${givenName}`);
    this.#data.push({ allocations });
  }
}
