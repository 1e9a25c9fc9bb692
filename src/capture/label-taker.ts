import { type ProfileMax, describeCapacity } from '../base/profile-max.ts';
import type { CaptureDirectory } from './directory.ts';
import { headroomFor, shortOfMemory } from './headroom.ts';
import { TargetGone } from './inspector-client.ts';
import {
  type LabelKind,
  type LabelRecord,
  type MemoryFigures,
  labelStem,
  numberSeries,
  toMemoryFigures,
} from './labels.ts';
import type { BufferRecord, CaptureNote, CaptureSettings } from './manifest.ts';
import type { MemorySeries } from './memory-series.ts';
import { processFigures } from './process-figures.ts';
import { readTargetBuffers } from './target-buffers.ts';
import {
  type SnapshotOutcome,
  type SnapshotProgress,
  type SnapshotSink,
  type SnapshotWay,
  takeSnapshot,
} from './snapshot.ts';
import type { Target } from './target.ts';
import type { ScriptRecord } from './script-record.ts';

/** Looks on while labels are taken. */
export interface LabelObserver {
  /** A label begins; what it returns gets the snapshot's text, if one is taken. */
  begin(index: number, givenName: string): SnapshotSink;
  /** How far the snapshot is. */
  progress(givenName: string, progress: SnapshotProgress): void;
  /** The label is whole: its record, and the sampling profile as V8 gave it. */
  taken(index: number, record: LabelRecord, profile: unknown): void;
}

/** What the taker needs to know of the recording. */
export interface TakerOptions {
  readonly directory: CaptureDirectory;
  readonly settings: CaptureSettings;
  readonly snapshotMemoryBytes: number | null;
  /** Who writes the snapshots. */
  readonly by: SnapshotWay;
  readonly profileMax: ProfileMax;
  /** `PRAISONAI_PROFILE_MAX` as it stands. */
  readonly profileMaxText: string | undefined;
  /** The same in the target's environment, where that is not ours. */
  readonly targetProfileMaxText?: string | undefined;
}

/** Takes what a label takes: memory figures, the sampling profile, the heap snapshot. */
export class LabelTaker {
  readonly #target: Target;
  readonly #options: TakerOptions;
  readonly #pid: number | null;
  readonly #memory: MemorySeries;
  readonly #observer: LabelObserver;
  readonly #labels: LabelRecord[] = [];
  readonly notes: CaptureNote[] = [];
  #targetBuffers: readonly BufferRecord[] = [];
  #hasLostSampler = false;
  ignoredMarks = 0;

  constructor(
    target: Target,
    options: TakerOptions,
    pid: number | null,
    memory: MemorySeries,
    observer: LabelObserver,
  ) {
    this.#target = target;
    this.#options = options;
    this.#pid = pid;
    this.#memory = memory;
    this.#observer = observer;
  }

  /** The labels so far, numbered where a name came more than once. */
  labels(): LabelRecord[] {
    return numberSeries(this.#labels);
  }

  /** The ring buffers there are: memprof's own, then those of profilers in the target. */
  buffers(): BufferRecord[] {
    const { capacity, length, dropped } = this.#memory.ring;
    const { profileMax, profileMaxText } = this.#options;
    const own = {
      name: 'memory samples',
      capacity,
      length,
      dropped,
      bytes: Buffer.byteLength(this.#memory.toNdjson()),
      capacityFrom: describeCapacity(profileMax.from, profileMaxText),
    };
    return [own, ...this.#targetBuffers];
  }

  /** The scripts of the program: needed to name its lines later, when it is gone. */
  scripts(): ScriptRecord[] {
    return [...this.#target.scripts.values()];
  }

  /**
   * Takes a label.
   *
   * A program that stands still is seen at one moment. One that runs is interrupted for each part; V8 does them
   * one after the other, so they are milliseconds apart. (Making it stand still in an interrupt is not
   * possible: V8 fails when a function on the stack has not made its context yet.)
   *
   * @param isEdge - The first or last label of the run.
   * @param whileWaiting - Called when V8 has begun with the snapshot.
   * @returns What is left to do when the program goes on again: the analysis.
   */
  async take(
    kind: LabelKind,
    givenName: string,
    isEdge: boolean,
    whileWaiting: () => void = () => undefined,
  ): Promise<() => void> {
    const index = this.#labels.length;
    const standstill = await this.#target.look();
    this.ignoredMarks = standstill.ignoredMarks;
    this.#targetBuffers = await readTargetBuffers(
      this.#target,
      this.#options.targetProfileMaxText ?? this.#options.profileMaxText,
    );
    const memory = toMemoryFigures(standstill.memory);
    const elapsedMs = Math.round(standstill.elapsedMs);
    this.#memory.add({ elapsedMs, ...memory });
    const stem = labelStem(index, givenName);
    const profile = await this.#samplingProfile(givenName);
    const profileFile = profile === null ? null : this.#keepProfile(`${stem}.heapprofile`, profile);
    const { file, skipped, finish } = await this.#snapshot(
      index,
      givenName,
      stem,
      memory,
      isEdge,
      whileWaiting,
    );
    const record: LabelRecord = {
      kind,
      givenName,
      name: givenName,
      elapsedMs,
      memory,
      ...(this.#pid === null ? { fileDescriptors: null, threads: null } : processFigures(this.#pid)),
      snapshot: file,
      profile: profileFile,
      skipped,
    };
    this.#labels.push(record);
    return () => {
      try {
        finish?.();
      } finally {
        this.#observer.taken(index, record, profile);
      }
    };
  }

  /** Null in exact mode, and once a program that samples its own heap has stopped V8's one sampler. */
  async #samplingProfile(givenName: string): Promise<unknown> {
    if (this.#options.settings.exact || this.#hasLostSampler) return null;
    try {
      return await this.#target.samplingProfile();
    } catch (error) {
      if (error instanceof TargetGone) throw error;
      this.#hasLostSampler = true;
      const text = `The program stopped V8's sampling of allocations before ${JSON.stringify(givenName)}: from there on there are none by line. Objects by constructor are not affected.`;
      this.notes.push({ kind: 'warning', text });
      return null;
    }
  }

  #keepProfile(name: string, profile: unknown): string | null {
    try {
      this.#options.directory.writeText(name, JSON.stringify(profile));
      return name;
    } catch (error) {
      this.notes.push({ kind: 'warning', text: `${name} could not be written: ${(error as Error).message}` });
      return null;
    }
  }

  async #snapshot(
    index: number,
    givenName: string,
    stem: string,
    memory: MemoryFigures,
    isEdge: boolean,
    whileWaiting: () => void,
  ): Promise<SnapshotOutcome> {
    const { snapshots } = this.#options.settings;
    if (snapshots === 'none' || (snapshots === 'first-last' && !isEdge))
      return { file: null, skipped: null, finish: null };
    const { neededBytes, availableBytes } = headroomFor(
      memory.heapUsedBytes,
      this.#options.snapshotMemoryBytes,
      this.#pid,
    );
    if (neededBytes > availableBytes) {
      return {
        file: null,
        skipped: shortOfMemory(neededBytes, availableBytes),
        finish: null,
      };
    }
    const { directory, by } = this.#options;
    return takeSnapshot({
      target: this.#target,
      directory,
      name: `${stem}.heapsnapshot`,
      beginSink: () => this.#observer.begin(index, givenName),
      onProgress: (progress) => this.#observer.progress(givenName, progress),
      by,
      whileWaiting,
    });
  }
}
