import type { GuestPulse } from '../../agent/protocol.ts';
import type { ProfileMax } from '../../base/profile-max.ts';
import { attachedManifest, saveAttached } from '../attach/attached-capture.ts';
import type { CaptureDirectory } from '../directory.ts';
import { headroomFor } from '../headroom.ts';
import { LabelTaker, type LabelObserver } from '../label-taker.ts';
import { toMemoryFigures } from '../labels.ts';
import type { BufferRecord, CaptureSettings } from '../manifest.ts';
import { MemorySeries } from '../memory-series.ts';
import type { SnapshotSink } from '../snapshot.ts';
import { readTargetBuffers } from '../target-buffers.ts';
import type { WatchedProgram } from './watched-program.ts';

export type { GuestPulse } from '../../agent/protocol.ts';

/** What the recording needs beside the program. */
export interface WatchRecordingOptions {
  readonly samplingIntervalBytes: number;
  readonly snapshotMemoryBytes: number | null;
  readonly profileMax: ProfileMax;
  readonly profileMaxText: string | undefined;
  readonly directory: CaptureDirectory;
  readonly version: string;
  readonly now: Date;
}

/** A busy program gets this long to come to a census, in milliseconds. */
const CENSUS_PATIENCE_MS = 3000;

/** Asks a watched program for its figures, one question at a time, and keeps a capture of its labels. */
export class WatchRecording {
  readonly program: WatchedProgram;
  readonly #options: WatchRecordingOptions;
  readonly #settings: { -readonly [K in keyof CaptureSettings]: CaptureSettings[K] };
  readonly #taker: LabelTaker;
  readonly #memory: MemorySeries;
  #queue: Promise<unknown> = Promise.resolve();
  #heapUsedBytes = 0;

  constructor(program: WatchedProgram, options: WatchRecordingOptions, observer: LabelObserver) {
    this.program = program;
    this.#options = options;
    this.#settings = {
      snapshots: 'none',
      backend: 'inspector',
      samplingIntervalBytes: options.samplingIntervalBytes,
      exact: false,
      keepInlining: true,
      loaderFolders: [],
    };
    this.#memory = new MemorySeries(options.profileMax.capacity, () =>
      Promise.reject(new Error('not asked')),
    );
    const takerOptions = {
      ...options,
      snapshotMemoryBytes: this.#limit(),
      settings: this.#settings,
      by: 'inspector' as const,
      targetProfileMaxText: program.facts.profileMaxText,
    };
    this.#taker = new LabelTaker(program.target, takerOptions, program.pid, this.#memory, observer);
  }

  /** Figures of the time since the last pulse. */
  pulse(): Promise<GuestPulse> {
    return this.#inTurn(async () => {
      const pulse = JSON.parse(String(await this.program.target.call('pulse'))) as GuestPulse;
      const memory = toMemoryFigures(pulse.memory);
      this.#heapUsedBytes = memory.heapUsedBytes;
      this.#memory.add({ elapsedMs: Math.round(pulse.elapsedMs), ...memory });
      return pulse;
    });
  }

  /** The sampling profile so far. */
  profile(): Promise<unknown> {
    return this.#inTurn(() => this.program.target.samplingProfile());
  }

  /** The ring buffers of the program's own profilers. */
  buffers(): Promise<BufferRecord[]> {
    const { target, facts } = this.program;
    return this.#inTurn(() => readTargetBuffers(target, facts.profileMaxText));
  }

  /** Takes a label: figures and profile, and a snapshot if it is wanted. @returns why there is none, or null. */
  label(name: string, withSnapshot: boolean): Promise<string | null> {
    return this.#inTurn(async () => {
      const isFirst = this.#taker.labels().length === 0;
      this.#settings.snapshots = withSnapshot ? 'labels' : 'none';
      const kind = name === 'end' ? 'end' : isFirst ? 'start' : 'mark';
      const analyse = await this.#taker.take(kind, name, false);
      analyse();
      this.save();
      return this.#taker.labels().at(-1)?.skipped ?? null;
    });
  }

  /** Collects garbage. */
  collect(): Promise<unknown> {
    return this.#inTurn(() => this.program.target.look());
  }

  /** Why a snapshot is too much now, in words; null when there is room for it. */
  refusal(): string | null {
    const { neededBytes, availableBytes } = headroomFor(this.#heapUsedBytes, this.#limit(), this.program.pid);
    if (neededBytes <= availableBytes) return null;
    return `it would need about ${Math.round(neededBytes / 2 ** 20)} MiB and ${Math.round(availableBytes / 2 ** 20)} MiB are left`;
  }

  /** Reads the heap without leaving a file. @throws Error when the program is too busy. */
  census(sink: SnapshotSink): Promise<void> {
    return this.#inTurn(async () => {
      const { target } = this.program;
      await target.snapshot(
        (piece) => sink.write(piece),
        () => undefined,
        CENSUS_PATIENCE_MS,
      );
      sink.end();
    });
  }

  /** Writes down what there is. @throws the system's error. */
  save(): void {
    const { directory, version, now } = this.#options;
    const { facts, pid } = this.program;
    const settings: CaptureSettings = { ...this.#settings, snapshots: 'labels' };
    const parts = { taker: this.#taker, memory: this.#memory, notes: [], follower: null };
    const capture = { directory, version, now, facts, pid, settings, ...parts };
    saveAttached(capture, attachedManifest(capture));
  }

  #limit(): number | null {
    const { snapshotMemoryBytes } = this.#options;
    const { facts, pid } = this.program;
    return snapshotMemoryBytes ?? (pid === null ? facts.availableBytes : null);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#queue.then(task);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
