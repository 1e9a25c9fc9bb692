import { rmSync } from 'node:fs';
import { MemprofError } from '../../base/errors.ts';
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
import type { OpenCapture } from '../open-capture.ts';
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
  readonly notes: CaptureNote[];
  /** Null when neither workers nor children are followed. */
  readonly follower: Follower | null;
}

/** How a recording of a running program has ended. */
export interface AttachedEnding {
  /** The program, for messages. */
  readonly where: string;
  /** Whether the program, or its inspector, is gone. */
  readonly isGone: boolean;
  /** How long it was to be, as it was given; null for one label, now. */
  readonly duration: string | null;
  /** What the user has ended it with. */
  readonly signal: NodeJS.Signals | null;
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

/** Writes down what there is; where that is not possible a note says so. @returns what stands there. */
export function tryToSave(capture: AttachedCapture): CaptureManifest {
  const manifest = attachedManifest(capture);
  try {
    saveAttached(capture, manifest);
    return manifest;
  } catch (error) {
    const text = `${capture.directory.path} is not complete: ${(error as Error).message}`;
    capture.notes.push({ kind: 'warning', text });
    return attachedManifest(capture);
  }
}

/**
 * Writes down a recording that is over.
 *
 * @throws MemprofError `TARGET_FAILED` when nothing was taken; then no folder is left.
 */
export function finishAttached(capture: AttachedCapture, ending: AttachedEnding): OpenCapture {
  const { directory, taker, memory, notes } = capture;
  const { where, isGone, duration, signal } = ending;
  if (taker.labels().length === 0) {
    rmSync(directory.path, { recursive: true, force: true });
    const why = notes.map(({ text }) => ` ${text}`).join('');
    throw new MemprofError(
      'TARGET_FAILED',
      `Nothing could be captured of ${where}: it ended, closed its inspector, or was too busy.${why}`,
    );
  }
  if (duration !== null && taker.labels().at(-1)?.kind !== 'end' && isGone) {
    const hint = signal === null ? 'It ended, or closed its inspector' : 'It was left at once';
    notes.push({ kind: 'warning', text: `There is no "end" label. ${hint} during the recording.` });
  } else if (signal !== null) {
    const text = `Stopped by ${signal} before ${duration ?? 'the end'} had passed.`;
    notes.push({ kind: 'note', text });
  }
  return {
    directory: directory.path,
    manifest: tryToSave(capture),
    memory: memory.samples(),
    scripts: taker.scripts(),
    lines: [],
  };
}
