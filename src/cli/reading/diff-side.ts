import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createFrameResolver, type ResolveFrame } from '../../allocations/resolve-frames.ts';
import type { AllocationProfile } from '../../allocations/profile.ts';
import { profileFromSamples } from '../../allocations/sampled.ts';
import type { LabelData } from '../../analysis/compare-labels.ts';
import type { ConstructorCensus } from '../../analysis/constructor-census.ts';
import type { AllocationSource } from '../../analysis/results.ts';
import { MemprofError } from '../../base/errors.ts';
import {
  CAPTURES_FOLDER,
  type OpenCapture,
  isCapture,
  listCaptures,
  openCapture,
} from '../../capture/open-capture.ts';
import type { LabelRecord } from '../../capture/labels.ts';
import { parseHeapProfile } from '../../format/heapprofile/read.ts';
import { readSnapshotTables } from '../../format/heapsnapshot/open.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';
import { mergeLabel, ownCode, scriptsOf, sourceOf } from '../output/build-result.ts';
import { analyzeSnapshot } from './label-analysis.ts';
import type { Progress } from '../progress.ts';
import { placeScripts } from './place-scripts.ts';
import { readLabels } from './read-capture.ts';

/** One side of `memprof diff`, found but not yet read. */
export interface DiffSide {
  readonly name: string;
  readonly source: AllocationSource;
  readonly resolve: ResolveFrame;
  /** The heap snapshot, or null without one. */
  readonly snapshotFile: string | null;
  /** The capture and the label in it; null for a bare file. */
  readonly label: { readonly capture: OpenCapture; readonly index: number } | null;
  /** @param previous - The other side's census, so that plain objects keep their names. */
  read(progress: Progress, previous: ConstructorCensus | null): Promise<LabelData>;
}

/**
 * What profiles are sampled at: V8's default is 32 KiB, that of `--heap-prof` 512 KiB. A bare `.heapprofile` does not say,
 * but its sizes do. Large objects fit any smaller interval as well, so the largest comes first.
 */
const USUAL_INTERVALS = [512, 256, 128, 64, 32, 16, 8, 4, 2, 1].map((kib) => kib * 1024);

/**
 * Finds one side of a comparison: a `.heapsnapshot` or `.heapprofile`, a capture directory (its last label),
 * `<capture>@<label>`, or the name of a label in the newest capture.
 *
 * @throws MemprofError `NOT_FOUND` with what there is to choose from.
 */
export function findSide(text: string, cwd: string): DiffSide {
  const file = path.resolve(cwd, text);
  if (isCapture(file)) return lastSide(openCapture(file), text);
  if (existsSync(file)) return recordedSide(file, text) ?? fileSide(file, text, cwd);
  const at = text.lastIndexOf('@');
  if (at > 0 && isCapture(path.resolve(cwd, text.slice(0, at)))) {
    return labelSide(openCapture(path.resolve(cwd, text.slice(0, at))), text.slice(at + 1), text);
  }
  const newest = listCaptures(path.join(cwd, CAPTURES_FOLDER)).findLast(({ manifest }) => manifest !== null);
  if (newest !== undefined) return labelSide(openCapture(newest.directory), text, text);
  throw new MemprofError(
    'NOT_FOUND',
    `${text} is no file and no capture. Give a .heapsnapshot, a .heapprofile, a capture directory, or <capture>@<label>.`,
  );
}

function lastSide(capture: OpenCapture, text: string): DiffSide {
  const record = capture.manifest.labels.at(-1);
  if (record === undefined) throw noSuchLabel(capture, text);
  return recordSide(capture, record, record, `${text}@${record.name}`);
}

function labelSide(capture: OpenCapture, label: string, text: string): DiffSide {
  const record = capture.manifest.labels.find(({ name }) => name === label);
  if (record === undefined) throw noSuchLabel(capture, text);
  return recordSide(capture, record, record, text);
}

function noSuchLabel({ directory, manifest }: OpenCapture, text: string): MemprofError {
  const names = manifest.labels.map(({ name }) => `"${name}"`).join(', ') || 'none';
  return new MemprofError(
    'NOT_FOUND',
    `${text} is no file, and ${directory} has no such label. Its labels: ${names}.`,
  );
}

/** A file that lies in its capture: that knows the scripts, and the sampling interval. Null for any other. */
function recordedSide(file: string, text: string): DiffSide | null {
  const directory = path.dirname(file);
  if (!isCapture(directory)) return null;
  let capture: OpenCapture;
  try {
    capture = openCapture(directory);
  } catch {
    // A file that can be read without its capture should be.
    return null;
  }
  const name = path.basename(file);
  const record = capture.manifest.labels.find(({ snapshot, profile }) => [snapshot, profile].includes(name));
  if (record === undefined) return null;
  const part = name === record.snapshot ? { ...record, profile: null } : { ...record, snapshot: null };
  return recordSide(capture, record, part, text);
}

/** @param part - What is read of the label. */
function recordSide(capture: OpenCapture, record: LabelRecord, part: LabelRecord, name: string): DiffSide {
  const { labels, settings, target } = capture.manifest;
  return {
    name,
    label: { capture, index: labels.indexOf(record) },
    source: sourceOf(settings),
    snapshotFile: part.snapshot === null ? null : path.join(capture.directory, part.snapshot),
    resolve: createFrameResolver({
      ...scriptsOf({ ...capture, scripts: placeScripts(capture).all }),
      cwd: target.cwd,
      isOwn: ownCode(settings),
    }),
    read: async (progress, previous) =>
      mergeLabel((await readLabels(capture, [part], progress, previous))[0]!, capture),
  };
}

function fileSide(file: string, text: string, cwd: string): DiffSide {
  const resolve = createFrameResolver({ sourceMaps: new SourceMaps(), cwd });
  if (file.endsWith('.heapprofile')) {
    const allocations = readProfile(file, text);
    return {
      name: text,
      label: null,
      source: { kind: 'sampled', intervalBytes: allocations.intervalBytes ?? null },
      resolve,
      snapshotFile: null,
      read: async () => ({ allocations, census: null }),
    };
  }
  return {
    name: text,
    label: null,
    source: { kind: 'exact', intervalBytes: null },
    resolve,
    snapshotFile: file,
    read: async (_progress, previous) => {
      const { census, tracked } = analyzeSnapshot(await readSnapshotTables(file), previous);
      return { census, allocations: tracked };
    },
  };
}

function readProfile(file: string, text: string): AllocationProfile {
  const tables = parseHeapProfile(readFileSync(file, 'utf8'), text);
  const guesses = USUAL_INTERVALS.map((interval) => profileFromSamples(tables, interval));
  const fitting = guesses.find(({ countPrecision }) => countPrecision === 'estimated');
  return fitting ?? profileFromSamples(tables, undefined);
}
