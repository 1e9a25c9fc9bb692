import type { CaptureDirectory } from './directory.ts';
import { messageOf } from './label-queue.ts';
import {
  CAPTURE_SCHEMA_VERSION,
  type CaptureManifest,
  type CaptureNote,
  type ScriptLines,
} from './manifest.ts';
import type { MemorySeries } from './memory-series.ts';
import type { RecordingOptions } from './recording-options.ts';
import type { ScriptRecord } from './script-record.ts';

/** What a recording finds out while the program runs. */
export type RunFacts = Pick<CaptureManifest, 'labels' | 'places' | 'ignoredMarks' | 'buffers'> & {
  readonly target: Pick<CaptureManifest['target'], 'node' | 'pid' | 'exitCode' | 'signal'>;
  /** Notes of those who took the labels. */
  readonly notes: readonly CaptureNote[];
};

/** Writes a capture's files; whatever fails becomes a note. */
export class CaptureRecord {
  readonly #options: RecordingOptions;
  readonly #directory: CaptureDirectory;
  readonly #notes: CaptureNote[] = [];

  constructor(options: RecordingOptions) {
    this.#options = options;
    this.#directory = options.directory;
  }

  get hasNotes(): boolean {
    return this.#notes.length > 0;
  }

  add(...notes: readonly CaptureNote[]): void {
    this.#notes.push(...notes);
  }

  /** Says something once: a full disk fails at every label. */
  warn(text: string): void {
    if (this.#notes.every((note) => note.text !== text)) this.add({ kind: 'warning', text });
  }

  /** The manifest as things stand. */
  manifest({ target, notes, ...facts }: RunFacts): CaptureManifest {
    const { version, now, script, args, cwd, settings } = this.#options;
    return {
      schemaVersion: CAPTURE_SCHEMA_VERSION,
      memprof: version,
      startedAt: now.toISOString(),
      target: { script, args, cwd, ...target },
      settings,
      ...facts,
      notes: [...this.#notes, ...notes],
    };
  }

  /** Writes all but the snapshots and profiles, which are there already. */
  save(
    manifest: CaptureManifest,
    scripts: readonly ScriptRecord[],
    memory: MemorySeries,
    lines: readonly ScriptLines[] = [],
  ): void {
    const directory = this.#directory;
    try {
      directory.writeText('scripts.json', JSON.stringify(scripts));
      if (lines.length > 0) directory.writeText('lines.json', JSON.stringify(lines));
      directory.writeText('memory.ndjson', memory.toNdjson());
      directory.writeText('capture.json', `${JSON.stringify(manifest, null, 2)}\n`);
    } catch (error) {
      this.warn(`${directory.path} is not complete: ${messageOf(error)}`);
    }
  }
}
