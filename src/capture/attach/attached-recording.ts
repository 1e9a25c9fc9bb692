import { rmSync } from 'node:fs';
import { MemprofError } from '../../base/errors.ts';
import type { ProfileMax } from '../../base/profile-max.ts';
import type { CaptureDirectory } from '../directory.ts';
import { Follower } from '../follow/follower.ts';
import { TargetGone } from '../inspector-client.ts';
import { LabelTaker, type LabelObserver } from '../label-taker.ts';
import { type LabelKind, labelStem, toMemoryFigures } from '../labels.ts';
import type { CaptureManifest, CaptureNote, CaptureSettings } from '../manifest.ts';
import { MemorySeries } from '../memory-series.ts';
import type { OpenCapture } from '../open-capture.ts';
import type { Pause } from '../target.ts';
import { type AttachedCapture, attachedManifest, saveAttached } from './attached-capture.ts';
import type { AttachedProgram } from './attached-program.ts';
import type { Interrupts } from './interrupts.ts';

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
  /** Whether to look at the worker threads, too. The program must be one of this machine. */
  readonly followsWorkers: boolean;
  readonly profileMax: ProfileMax;
  /** `PRAISONAI_PROFILE_MAX` of memprof itself, as it stands. */
  readonly profileMaxText: string | undefined;
  readonly directory: CaptureDirectory;
  readonly version: string;
  readonly now: Date;
  readonly interrupts: Interrupts;
}

/** Why a recording is over. */
type Outcome = 'time' | 'interrupted' | 'abandoned' | 'exited' | 'gone';

/** A program that does not answer for so long is not waited for when the recording is over, in milliseconds. */
const PATIENCE_MS = 15_000;

/** Records a program that runs already, and leaves it running. */
export class AttachedRecording {
  readonly #program: AttachedProgram;
  readonly #options: AttachedRecordingOptions;
  readonly #taker: LabelTaker;
  readonly #memory: MemorySeries;
  readonly #notes: CaptureNote[] = [];
  readonly #exited: Promise<'exited'>;
  readonly #gone: Promise<'gone'>;
  #tellExited: () => void = () => undefined;
  #queue: Promise<void> = Promise.resolve();
  #isTaking = false;
  #hasEnded = false;
  #timer: NodeJS.Timeout | null = null;
  #follower: Follower | null = null;

  private constructor(program: AttachedProgram, options: AttachedRecordingOptions, observer: LabelObserver) {
    this.#program = program;
    this.#options = options;
    const { target, facts, pid, client } = program;
    this.#memory = new MemorySeries(options.profileMax.capacity, async () => {
      const usage = await target.memoryUsage();
      return { elapsedMs: Math.round(usage.elapsedMs), ...toMemoryFigures(usage) };
    });
    const settings = this.#settings();
    const takerOptions = {
      ...options,
      settings,
      by: 'inspector' as const,
      snapshotMemoryBytes: limitOf(options.snapshotMemoryBytes, pid === null ? facts.availableBytes : null),
      targetProfileMaxText: facts.profileMaxText,
    };
    this.#taker = new LabelTaker(target, takerOptions, pid, this.#memory, observer);
    this.#exited = new Promise((resolve) => {
      this.#tellExited = () => resolve('exited');
    });
    this.#gone = new Promise((resolve) => {
      client.onGone = () => resolve('gone');
    });
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
      await recording.#follower?.leave();
      const problem = await program.leave();
      if (problem !== null) recording.#warn(problem);
    }
    return recording.#finish();
  }

  async #record(): Promise<void> {
    const { client, target } = this.#program;
    const { duration, samplingIntervalBytes } = this.#options;
    if (client.isGone) return;
    await client.send('HeapProfiler.startSampling', { samplingInterval: samplingIntervalBytes });
    if (this.#options.followsWorkers) await this.#follow();
    if (duration === null) {
      this.#enqueue(() => this.#take('start', 'now', true));
      await this.#settled(this.#queue, Infinity);
      return;
    }
    // Exits and marks may come while the first label is being taken; their turn is after it.
    this.#enqueue(() => this.#take('start', 'start', true));
    this.#enqueue(async () => {
      await target.call('watchLabels');
    });
    const hasBegun = await this.#settled(this.#queue, Infinity);
    if (hasBegun !== 'time') return;
    this.#memory.start();
    this.#takeEvery();
    const outcome = await this.#wait(duration);
    if (outcome === 'time' || outcome === 'interrupted') {
      this.#enqueue(() => this.#end());
      const ending = await this.#settled(this.#queue, PATIENCE_MS);
      if (ending === 'late') this.#warn('There is no "end" label: the program did not answer.');
    } else if (outcome === 'exited') {
      this.#note('The program ended during the recording; "end" is the moment before its exit.');
    }
  }

  async #follow(): Promise<void> {
    const { directory, snapshots, snapshotMemoryBytes, samplingIntervalBytes } = this.#options;
    const { elapsedMs } = await this.#program.target.memoryUsage();
    const { keepInlining, loaderFolders } = this.#settings();
    this.#follower = new Follower({
      settings: {
        folder: directory.path,
        workers: true,
        children: false,
        snapshots: snapshots !== 'none',
        snapshotMemoryBytes,
        samplingIntervalBytes,
        keepInlining,
        loaderFolders,
      },
      startedAt: Date.now() - elapsedMs,
      joins: true,
      note: (note) => this.#notes.push(note),
    });
    await this.#follower.followWorkersOf(this.#program.client, null);
  }

  /** Waits for work in the queue, unless the program or the user's patience ends first. */
  #settled(queue: Promise<void>, patienceMs: number): Promise<Outcome | 'late'> {
    const outcomes: Promise<Outcome | 'late'>[] = [
      queue.then((): Outcome => 'time'),
      this.#gone,
      this.#options.interrupts.second.then((): Outcome => 'abandoned'),
    ];
    if (patienceMs === Infinity) return Promise.race(outcomes);
    // A snapshot takes its time; only a program that is not even being looked at is given up.
    const late = new Promise<'late'>((resolve) => {
      setTimeout(resolve, patienceMs, 'late').unref();
    });
    return Promise.race([...outcomes, late]);
  }

  #wait({ milliseconds }: GivenDuration): Promise<Outcome> {
    const { interrupts } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const time = new Promise<Outcome>((resolve) => {
      timer = setTimeout(resolve, milliseconds, 'time');
    });
    return Promise.race([
      time,
      this.#exited,
      this.#gone,
      interrupts.first.then((): Outcome => 'interrupted'),
    ]).finally(() => clearTimeout(timer));
  }

  #takeEvery(): void {
    const { every } = this.#options;
    if (every === null) return;
    this.#timer = setInterval(() => {
      // A target slower than the clock is not made slower still.
      if (!this.#isTaking) this.#enqueue(() => this.#label('every', `every ${every.text}`));
    }, every.milliseconds);
  }

  /** One thing at a time: a label may be asked for while another is being taken. */
  #enqueue(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(task).catch((error: unknown) => {
      if (!(error instanceof TargetGone)) this.#warn(`A label was lost: ${messageOf(error)}`);
    });
  }

  #paused(pause: Pause): void {
    const { target } = this.#program;
    this.#enqueue(async () => {
      if (pause.kind !== 'label') return;
      if (pause.label === 'end') await this.#end();
      else await this.#label('mark', pause.label.slice('mark:'.length));
    });
    this.#enqueue(async () => {
      await target.resume();
      if (pause.kind === 'label' && pause.label === 'end') this.#tellExited();
    });
  }

  async #label(kind: LabelKind, name: string): Promise<void> {
    if (this.#hasEnded) return;
    await this.#take(kind, name, false);
    this.#save();
  }

  async #end(): Promise<void> {
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
      await this.#follower?.take(labelStem(index, name), name, wantsSnapshots);
      analyse();
    } finally {
      this.#isTaking = false;
    }
  }

  #finish(): OpenCapture {
    const labels = this.#taker.labels();
    if (labels.length === 0) {
      rmSync(this.#options.directory.path, { recursive: true, force: true });
      const why = this.#notes.map(({ text }) => ` ${text}`).join('');
      throw new MemprofError(
        'TARGET_FAILED',
        `Nothing could be captured of ${this.#program.where}: it ended, closed its inspector, or was too busy.${why}`,
      );
    }
    const { duration, interrupts } = this.#options;
    if (duration !== null && labels.at(-1)?.kind !== 'end' && this.#program.client.isGone) {
      const hint = interrupts.signal === null ? 'It ended, or closed its inspector' : 'It was left at once';
      this.#warn(`There is no "end" label. ${hint} during the recording.`);
    } else if (interrupts.signal !== null) {
      this.#note(`Stopped by ${interrupts.signal} before ${duration?.text ?? 'the end'} had passed.`);
    }
    return {
      directory: this.#options.directory.path,
      manifest: this.#save(),
      memory: this.#memory.samples(),
      scripts: this.#taker.scripts(),
      lines: [],
    };
  }

  #settings(): CaptureSettings {
    const { snapshots, samplingIntervalBytes } = this.#options;
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

  #capture(): AttachedCapture {
    const { directory, version, now } = this.#options;
    const { facts, pid } = this.#program;
    const settings = this.#settings();
    const parts = { taker: this.#taker, memory: this.#memory, notes: this.#notes, follower: this.#follower };
    return { directory, version, now, facts, pid, settings, ...parts };
  }

  #save(): CaptureManifest {
    const manifest = attachedManifest(this.#capture());
    try {
      saveAttached(this.#capture(), manifest);
      return manifest;
    } catch (error) {
      this.#warn(`${this.#options.directory.path} is not complete: ${messageOf(error)}`);
      return attachedManifest(this.#capture());
    }
  }

  #warn(text: string): void {
    this.#notes.push({ kind: 'warning', text });
  }

  #note(text: string): void {
    this.#notes.push({ kind: 'note', text });
  }
}

function limitOf(...limits: readonly (number | null)[]): number | null {
  const given = limits.filter((limit) => limit !== null);
  return given.length === 0 ? null : Math.min(...given);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
