import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createFrameResolver, type ResolveFrame } from '../../allocations/resolve-frames.ts';
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

/** V8's default; a bare `.heapprofile` does not say what it was sampled at. */
const DEFAULT_INTERVAL = 32 * 1024;

/**
 * Finds one side of a comparison: a `.heapsnapshot` or `.heapprofile`, a capture directory (its last label),
 * `<capture>@<label>`, or the name of a label in the newest capture.
 *
 * @throws MemprofError `NOT_FOUND` with what there is to choose from.
 */
export function findSide(text: string, cwd: string): DiffSide {
  const file = path.resolve(cwd, text);
  if (isCapture(file)) return labelSide(openCapture(file), null, text);
  if (existsSync(file)) return fileSide(file, text, cwd);
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

function labelSide(capture: OpenCapture, label: string | null, text: string): DiffSide {
  const { labels, settings, target } = capture.manifest;
  const record = label === null ? labels.at(-1) : labels.find(({ name }) => name === label);
  if (record === undefined) {
    const names = labels.map(({ name }) => `"${name}"`).join(', ') || 'none';
    throw new MemprofError(
      'NOT_FOUND',
      `${text} is no file, and ${capture.directory} has no such label. Its labels: ${names}.`,
    );
  }
  return {
    name: label === null ? `${text}@${record.name}` : text,
    label: { capture, index: labels.indexOf(record) },
    source: sourceOf(settings),
    snapshotFile: record.snapshot === null ? null : path.join(capture.directory, record.snapshot),
    resolve: createFrameResolver({
      ...scriptsOf({ ...capture, scripts: placeScripts(capture).all }),
      cwd: target.cwd,
      isOwn: ownCode(settings),
    }),
    read: async (progress) => mergeLabel((await readLabels(capture, [record], progress))[0]!, capture),
  };
}

function fileSide(file: string, text: string, cwd: string): DiffSide {
  const resolve = createFrameResolver({ sourceMaps: new SourceMaps(), cwd });
  if (file.endsWith('.heapprofile')) {
    return {
      name: text,
      label: null,
      source: { kind: 'sampled', intervalBytes: DEFAULT_INTERVAL },
      resolve,
      snapshotFile: null,
      read: async () => ({
        allocations: profileFromSamples(parseHeapProfile(readFileSync(file, 'utf8'), text), DEFAULT_INTERVAL),
        census: null,
      }),
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
