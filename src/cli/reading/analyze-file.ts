import { existsSync } from 'node:fs';
import path from 'node:path';
import { createFrameResolver, type ResolveFrame } from '../../allocations/resolve-frames.ts';
import type { MemoryResult } from '../../analysis/results.ts';
import { MemprofError } from '../../base/errors.ts';
import { isOwnScript } from '../../capture/own-code.ts';
import {
  CAPTURES_FOLDER,
  isCapture,
  listCaptures,
  openCapture,
  type OpenCapture,
} from '../../capture/open-capture.ts';
import { SourceMaps } from '../../sourcemap/source-maps.ts';

/** A snapshot that was found, but not yet read. */
export interface SnapshotFile {
  /** As the user gave it. */
  readonly name: string;
  /** A path, or `-` for standard input. */
  readonly source: string;
  readonly resolve: ResolveFrame;
  /** Figures of the process when it was taken; null when the file is not part of a capture. */
  readonly memory: MemoryResult | null;
}

/**
 * Finds the snapshot to look into: a file, a capture directory (its last snapshot), `<capture>@<label>`, or a label
 * of the newest capture.
 *
 * @throws MemprofError `NOT_FOUND` with what there is to choose from.
 */
export function findSnapshot(text: string, cwd: string): SnapshotFile {
  if (text === '-')
    return { name: 'standard input', source: '-', resolve: sourceResolver([], cwd), memory: null };
  const file = path.resolve(cwd, text);
  if (isCapture(file)) return fromCapture(openCapture(file), null, text);
  if (existsSync(file)) return fromFile(file, text, cwd);
  const at = text.lastIndexOf('@');
  const directory = path.resolve(cwd, text.slice(0, Math.max(0, at)));
  if (at > 0 && isCapture(directory)) return fromCapture(openCapture(directory), text.slice(at + 1), text);
  const newest = listCaptures(path.join(cwd, CAPTURES_FOLDER)).findLast(({ manifest }) => manifest !== null);
  if (newest?.manifest?.labels.some(({ name }) => name === text))
    return fromCapture(openCapture(newest.directory), text, text);
  throw new MemprofError(
    'NOT_FOUND',
    `${text} is no file and no capture. Give a .heapsnapshot, a capture directory, <capture>@<label>, or a label of the newest capture.`,
  );
}

function fromCapture(capture: OpenCapture, label: string | null, text: string): SnapshotFile {
  const { labels, target } = capture.manifest;
  const record =
    label === null
      ? labels.findLast(({ snapshot }) => snapshot !== null)
      : labels.find(({ name, snapshot }) => name === label && snapshot !== null);
  if (!record || record.snapshot === null) {
    const names = labels
      .filter(({ snapshot }) => snapshot !== null)
      .map(({ name }) => `"${name}"`)
      .join(', ');
    const skipped = labels.find(({ name }) => name === label)?.skipped;
    throw new MemprofError(
      'NOT_FOUND',
      `${text}: there is no such snapshot${skipped ? ` (${skipped})` : ''}. ` +
        (names === '' ? 'The capture has none.' : `The capture has: ${names}.`),
    );
  }
  return {
    name: label === null ? `${text}@${record.name}` : text,
    source: path.join(capture.directory, record.snapshot),
    resolve: sourceResolver(capture.scripts, target.cwd),
    memory: record.memory,
  };
}

/** A snapshot named by its file may still lie in a capture, which knows the memory and the source maps. */
function fromFile(file: string, text: string, cwd: string): SnapshotFile {
  const directory = path.dirname(file);
  if (isCapture(directory)) {
    const capture = openCapture(directory);
    const label = capture.manifest.labels.find(({ snapshot }) => snapshot === path.basename(file));
    if (label) return { ...fromCapture(capture, label.name, text), name: text };
  }
  return { name: text, source: file, resolve: sourceResolver([], cwd), memory: null };
}

/** Finds where code was written: by the maps a capture has, or by those beside the files. */
export function sourceResolver(scripts: OpenCapture['scripts'], cwd: string): ResolveFrame {
  return createFrameResolver({
    sourceMaps: new SourceMaps(scripts),
    cwd,
    isOwn: isOwnScript,
  });
}
