import type { ProfileMax } from '../../base/profile-max.ts';
import type { CaptureDirectory } from '../directory.ts';
import { TargetGone } from '../inspector-client.ts';
import { LabelTaker, type LabelObserver } from '../label-taker.ts';
import { toMemoryFigures } from '../labels.ts';
import type { CaptureNote, CaptureSettings, Followed } from '../manifest.ts';
import { MemorySeries } from '../memory-series.ts';
import type { OpenCapture } from '../open-capture.ts';
import { type AttachedCapture, finishAttached, tryToSave } from './attached-capture.ts';
import { AttachedLabels, type GivenDuration } from './attached-labels.ts';
import { AttachedPlaces } from './attached-places.ts';
import type { AttachedProgram } from './attached-program.ts';
import type { Interrupts } from './interrupts.ts';
import { RecordingEnd } from './recording-end.ts';

/** What to record of a program that runs already. */
export interface AttachedRecordingOptions {
  /** How long; null for one label, now. */
  readonly duration: GivenDuration | null;
  /** A label every so often, or null. */
  readonly every: GivenDuration | null;
  readonly snapshots: CaptureSettings['snapshots'];
  readonly samplingIntervalBytes: number;
  readonly snapshotMemoryBytes: number | null;
  /** Whose heaps to look at, too. The program must be one of this machine. */
  readonly followed: readonly Followed[];
  /** Whether inspectors of children may be opened. */
  readonly mayOpen: boolean;
  readonly profileMax: ProfileMax;
  /** `PRAISONAI_PROFILE_MAX` of memprof itself, as it stands. */
  readonly profileMaxText: string | undefined;
  readonly directory: CaptureDirectory;
  readonly version: string;
  readonly now: Date;
  readonly interrupts: Interrupts;
}

/** A program that does not answer for so long is not waited for when the recording is over, in milliseconds. */
const PATIENCE_MS = 15_000;

/** Records a program that runs already, and leaves it running. */
export class AttachedRecording {
  readonly #program: AttachedProgram;
  readonly #options: AttachedRecordingOptions;
  readonly #taker: LabelTaker;
  readonly #memory: MemorySeries;
  readonly #notes: CaptureNote[] = [];
  readonly #end: RecordingEnd;
  readonly #labels: AttachedLabels;

  private constructor(program: AttachedProgram, options: AttachedRecordingOptions, observer: LabelObserver) {
    this.#program = program;
    this.#options = options;
    const { target, facts, pid, client } = program;
    this.#memory = new MemorySeries(
      options.profileMax.capacity,
      async () => {
        const usage = await target.memoryUsage();
        return { elapsedMs: Math.round(usage.elapsedMs), ...toMemoryFigures(usage) };
      },
      () => this.#labels.places?.follower.memoryBeside() ?? [],
    );
    const takerOptions = {
      ...options,
      settings: settingsOf(options),
      by: 'inspector' as const,
      snapshotMemoryBytes: limitOf(options.snapshotMemoryBytes, pid === null ? facts.availableBytes : null),
      targetProfileMaxText: facts.profileMaxText,
    };
    this.#taker = new LabelTaker(target, takerOptions, pid, this.#memory, observer);
    this.#end = new RecordingEnd(client, options.interrupts);
    this.#labels = new AttachedLabels({
      target,
      taker: this.#taker,
      snapshots: options.snapshots,
      taken: () => void tryToSave(this.#capture()),
      exited: () => this.#end.exited(),
      failed: (error) => {
        if (!(error instanceof TargetGone)) this.#warn(`A label was lost: ${messageOf(error)}`);
      },
    });
  }

  /**
   * Records, then takes everything back from the program.
   *
   * @returns What also stands in the capture directory.
   * @throws MemprofError `TARGET_FAILED` when the program was gone before anything was taken.
   */
  static async run(
    program: AttachedProgram,
    options: AttachedRecordingOptions,
    observer: LabelObserver,
  ): Promise<OpenCapture> {
    const recording = new AttachedRecording(program, options, observer);
    try {
      await recording.#record();
    } finally {
      recording.#memory.stop();
      recording.#labels.stop();
      await recording.#labels.places?.leave();
      const problem = await program.leave();
      if (problem !== null) recording.#warn(problem);
    }
    return finishAttached(recording.#capture(), {
      where: program.where,
      isGone: program.client.isGone,
      duration: options.duration?.text ?? null,
      signal: options.interrupts.signal,
    });
  }

  async #record(): Promise<void> {
    const { client } = this.#program;
    const { duration, every, samplingIntervalBytes, followed } = this.#options;
    if (client.isGone) return;
    await client.send('HeapProfiler.startSampling', { samplingInterval: samplingIntervalBytes });
    if (followed.length > 0) await this.#follow();
    this.#labels.begin(duration === null ? 'now' : 'start');
    const beginning = await this.#end.after(this.#labels.done);
    if (duration === null || beginning !== 'time') return;
    this.#memory.start();
    if (every !== null) this.#labels.every(every);
    const outcome = await this.#end.afterMs(duration.milliseconds);
    this.#memory.stop();
    if (outcome === 'time' || outcome === 'interrupted') {
      this.#labels.end();
      // A snapshot takes its time; only a program that is not even being looked at is given up.
      const ending = await this.#end.after(this.#labels.done, PATIENCE_MS);
      if (ending === 'late') this.#warn('There is no "end" label: the program did not answer.');
    } else if (outcome === 'exited') {
      const text = 'The program ended during the recording; "end" is the moment before its exit.';
      this.#notes.push({ kind: 'note', text });
    }
  }

  async #follow(): Promise<void> {
    const { directory, snapshots, snapshotMemoryBytes, samplingIntervalBytes, followed, mayOpen } =
      this.#options;
    const { keepInlining, loaderFolders } = settingsOf(this.#options);
    this.#labels.places = await AttachedPlaces.begin(this.#program, {
      followed,
      settings: {
        folder: directory.path,
        snapshots: snapshots !== 'none',
        snapshotMemoryBytes,
        samplingIntervalBytes,
        keepInlining,
        loaderFolders,
      },
      mayOpen,
      note: (note) => this.#notes.push(note),
    });
  }

  #capture(): AttachedCapture {
    const { directory, version, now } = this.#options;
    const { facts, pid } = this.#program;
    const settings = settingsOf(this.#options);
    const parts = { taker: this.#taker, memory: this.#memory, notes: this.#notes };
    return {
      directory,
      version,
      now,
      facts,
      pid,
      settings,
      ...parts,
      follower: this.#labels.places?.follower ?? null,
    };
  }

  #warn(text: string): void {
    this.#notes.push({ kind: 'warning', text });
  }
}

function settingsOf({ snapshots, samplingIntervalBytes }: AttachedRecordingOptions): CaptureSettings {
  return {
    snapshots,
    backend: 'inspector',
    samplingIntervalBytes,
    exact: false,
    // The program's flags are not changed behind its back.
    keepInlining: true,
    loaderFolders: [],
  };
}

function limitOf(...limits: readonly (number | null)[]): number | null {
  const given = limits.filter((limit) => limit !== null);
  return given.length === 0 ? null : Math.min(...given);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
