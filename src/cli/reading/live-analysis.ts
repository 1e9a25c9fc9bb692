import type { LabelData } from '../../analysis/compare-labels.ts';
import { CensusSeries } from '../../analysis/census-series.ts';
import { MemprofError } from '../../base/errors.ts';
import type { LabelObserver } from '../../capture/label-taker.ts';
import type { LabelRecord } from '../../capture/labels.ts';
import type { SnapshotProgress, SnapshotSink } from '../../capture/snapshot.ts';
import { formatBytes } from '../../report/units.ts';
import { SnapshotReader } from '../../format/heapsnapshot/snapshot-reader.ts';
import { type SnapshotAnalysis, allocationsOf, analyzeSnapshot } from './label-analysis.ts';
import type { Progress } from '../progress.ts';

/** Analyses each label while the recording goes on, so that little is left to do when the program ends. */
export class LiveAnalysis implements LabelObserver {
  readonly #progress: Progress;
  readonly #samplingIntervalBytes: number;
  readonly #data: LabelData[] = [];
  readonly #series = new CensusSeries();
  #snapshot: SnapshotAnalysis | null = null;
  #lastSnapshot: SnapshotAnalysis | null = null;
  readonly #problems: string[] = [];

  constructor(progress: Progress, samplingIntervalBytes: number) {
    this.#progress = progress;
    this.#samplingIntervalBytes = samplingIntervalBytes;
  }

  /** For each label taken, what it left behind. */
  get data(): readonly LabelData[] {
    return this.#data;
  }

  /** What could not be analysed, in words; the files are kept all the same. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  begin(_index: number, givenName: string): SnapshotSink {
    this.#progress.say(`snapshot at ${givenName}  the program stands still while V8 looks at its heap`);
    const reader = new SnapshotReader({ sourceName: `the snapshot at ${givenName}` });
    let isSound = true;
    // A mistake in the analysis must not cost the file.
    const guarded = (step: () => void): void => {
      if (isSound) isSound = this.#attempt(step);
    };
    return {
      write: (piece) => guarded(() => reader.push(piece)),
      end: () =>
        guarded(() => {
          this.#snapshot = analyzeSnapshot(reader.end(), this.#lastSnapshot?.census ?? null);
          this.#lastSnapshot = this.#snapshot;
        }),
      abandon: () => undefined,
    };
  }

  progress(givenName: string, progress: SnapshotProgress): void {
    const what = `snapshot at ${givenName}`;
    if ('share' in progress) this.#progress.show(what, progress.share);
    else this.#progress.say(`${what}  ${formatBytes(progress.bytes)} written`);
  }

  taken(_index: number, { givenName }: LabelRecord, profile: unknown): void {
    this.#progress.clear();
    const census = this.#snapshot?.census ?? null;
    let allocations = this.#snapshot?.tracked ?? null;
    if (profile !== null) {
      this.#attempt(() => {
        allocations = allocationsOf(profile, this.#samplingIntervalBytes, `the profile at ${givenName}`);
      });
    }
    this.#snapshot = null;
    this.#series.add(givenName, census);
    this.#data.push({ allocations, census });
  }

  /** @returns Whether the step was done; if not, why is among the problems. */
  #attempt(step: () => void): boolean {
    try {
      step();
      return true;
    } catch (error) {
      if (!(error instanceof MemprofError)) throw error;
      this.#problems.push(error.message);
      return false;
    }
  }
}
