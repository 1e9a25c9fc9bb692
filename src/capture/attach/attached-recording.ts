import type { ProfileMax } from '../../base/profile-max.ts';
import type { CaptureDirectory } from '../directory.ts';
import { TargetGone } from '../inspector-client.ts';
import { LabelTaker, type LabelObserver } from '../label-taker.ts';
import { type LabelKind, labelStem, toMemoryFigures } from '../labels.ts';
import type { CaptureNote, CaptureSettings, Followed } from '../manifest.ts';
import { MemorySeries } from '../memory-series.ts';
import type { OpenCapture } from '../open-capture.ts';
import type { Pause } from '../target.ts';
import { type AttachedCapture, finishAttached, tryToSave } from './attached-capture.ts';
import { AttachedPlaces } from './attached-places.ts';
import type { AttachedProgram } from './attached-program.ts';
import type { Interrupts } from './interrupts.ts';
import { RecordingEnd } from './recording-end.ts';
import { TaskQueue } from './task-queue.ts';

/** A length of time as it was given. */
interface GivenDuration {
  readonly text: string;
  readonly milliseconds: number;
}

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
  readonly #queue = new TaskQueue((error) => {
    if (!(error instanceof TargetGone)) this.#warn(`A label was lost: ${messageOf(error)}`);
  });
  #isTaking = false;
  #hasEnded = false;
  #timer: NodeJS.Timeout | null = null;
  #places: AttachedPlaces | null = null;

  private constructor(program: AttachedProgram, options: AttachedRecordingOptions, observer: LabelObserver) {
    this.#program = program;
    this.#options = options;
    const { target, facts, pid, client } = program;
    this.#memory = new MemorySeries(options.profileMax.capacity, async () => {
      const usage = await target.memoryUsage();
      return { elapsedMs: Math.round(usage.elapsedMs), ...toMemoryFigures(usage) };
    });
    const takerOptions = {
      ...options,
      settings: settingsOf(options),
      by: 'inspector' as const,
      snapshotMemoryBytes: limitOf(options.snapshotMemoryBytes, pid === null ? facts.availableBytes : null),
      targetProfileMaxText: facts.profileMaxText,
    };
    this.#taker = new LabelTaker(target, takerOptions, pid, this.#memory, observer);
    this.#end = new RecordingEnd(client, options.interrupts);
    target.onPause = (pause) => this.#paused(pause);
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
      if (recording.#timer !== null) clearInterval(recording.#timer);
      await recording.#places?.leave();
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
    const { client, target } = this.#program;
    const { duration, samplingIntervalBytes, followed } = this.#options;
    if (client.isGone) return;
    await client.send('HeapProfiler.startSampling', { samplingInterval: samplingIntervalBytes });
    if (followed.length > 0) await this.#follow();
    if (duration === null) {
      this.#queue.add(() => this.#take('start', 'now', true));
      await this.#end.after(this.#queue.done);
      return;
    }
    // Exits and marks may come while the first label is being taken; their turn is after it.
    this.#queue.add(() => this.#take('start', 'start', true));
    this.#queue.add(() => target.call('watchLabels'));
    if ((await this.#end.after(this.#queue.done)) !== 'time') return;
    this.#memory.start();
    this.#takeEvery();
    const outcome = await this.#end.afterMs(duration.milliseconds);
    if (outcome === 'time' || outcome === 'interrupted') {
      this.#queue.add(() => this.#takeEnd());
      // A snapshot takes its time; only a program that is not even being looked at is given up.
      const ending = await this.#end.after(this.#queue.done, PATIENCE_MS);
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
    this.#places = await AttachedPlaces.begin(this.#program, {
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

  #takeEvery(): void {
    const { every } = this.#options;
    if (every === null) return;
    this.#timer = setInterval(() => {
      // A target slower than the clock is not made slower still.
      if (!this.#isTaking) this.#queue.add(() => this.#label('every', `every ${every.text}`));
    }, every.milliseconds);
  }

  /** A label may be asked for while another is being taken. */
  #paused(pause: Pause): void {
    const isExit = pause.kind === 'label' && pause.label === 'end';
    this.#queue.add(async () => {
      if (isExit) await this.#takeEnd();
      else if (pause.kind === 'label') await this.#label('mark', pause.label.slice('mark:'.length));
    });
    this.#queue.add(async () => {
      await this.#program.target.resume();
      if (isExit) this.#end.exited();
    });
  }

  async #label(kind: LabelKind, name: string): Promise<void> {
    if (this.#hasEnded) return;
    await this.#take(kind, name, false);
    tryToSave(this.#capture());
  }

  async #takeEnd(): Promise<void> {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#memory.stop();
    await this.#take('end', 'end', true);
  }

  async #take(kind: LabelKind, name: string, isEdge: boolean): Promise<void> {
    this.#isTaking = true;
    try {
      const index = this.#taker.labels().length;
      const analyse = await this.#taker.take(kind, name, isEdge);
      const { snapshots } = this.#options;
      const wantsSnapshots = snapshots === 'labels' || (snapshots === 'first-last' && isEdge);
      await this.#places?.take(labelStem(index, name), name, wantsSnapshots);
      analyse();
    } finally {
      this.#isTaking = false;
    }
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
      follower: this.#places?.follower ?? null,
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
