import type { CaptureDirectory } from '../directory.ts';
import type { Follower } from '../follow/follower.ts';
import type { LabelTaker } from '../label-taker.ts';
import {
  CAPTURE_SCHEMA_VERSION,
  type CaptureManifest,
  type CaptureNote,
  type CaptureSettings,
} from '../manifest.ts';
import type { MemorySeries } from '../memory-series.ts';
import type { ProgramFacts } from './program-facts.ts';

/** What a capture of a running program is put together from. */
export interface AttachedCapture {
  readonly directory: CaptureDirectory;
  /** memprof's own. */
  readonly version: string;
  readonly now: Date;
  readonly facts: ProgramFacts;
  /** Its process id here; null when it is on another machine. */
  readonly pid: number | null;
  readonly settings: CaptureSettings;
  readonly taker: LabelTaker;
  readonly memory: MemorySeries;
  readonly notes: readonly CaptureNote[];
  /** Null when no workers are followed. */
  readonly follower: Follower | null;
}

/** The manifest of a program that was left running. */
export function attachedManifest(capture: AttachedCapture): CaptureManifest {
  const { version, now, facts, pid, settings, taker, notes, follower } = capture;
  const { script, args, cwd, node } = facts;
  return {
    schemaVersion: CAPTURE_SCHEMA_VERSION,
    memprof: version,
    startedAt: now.toISOString(),
    target: { script, args, cwd, node, pid: pid ?? facts.pid, exitCode: null, signal: null },
    settings,
    labels: taker.labels(),
    ...(follower !== null && { places: follower.records() }),
    ignoredMarks: taker.ignoredMarks,
    buffers: taker.buffers(),
    notes: [...notes, ...taker.notes],
  };
}

/** Writes down what there is, beside the labels' own files. @throws the system's error. */
export function saveAttached(capture: AttachedCapture, manifest: CaptureManifest): void {
  const { directory, taker, memory } = capture;
  directory.writeText('scripts.json', JSON.stringify(taker.scripts()));
  directory.writeText('memory.ndjson', memory.toNdjson());
  directory.writeText('capture.json', `${JSON.stringify(manifest, null, 2)}\n`);
}
