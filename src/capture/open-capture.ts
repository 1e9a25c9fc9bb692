import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { MemprofError } from '../base/errors.ts';
import { byText } from '../base/order.ts';
import {
  CAPTURE_SCHEMA_VERSION,
  CUT_SHORT,
  type CaptureManifest,
  type MemorySample,
  type ScriptLines,
} from './manifest.ts';
import { isLinesList, isMemorySample, isScriptList, wrongFieldOfManifest } from './capture-shape.ts';
import { readCaptureFile } from './read-capture-file.ts';
import type { ScriptRecord } from './script-record.ts';

/** Folder, in the working directory, that captures are left in. */
export const CAPTURES_FOLDER = '.memprof';

/** A capture read back from its directory. */
export interface OpenCapture {
  readonly directory: string;
  readonly manifest: CaptureManifest;
  /** Memory between the labels, in order of time. */
  readonly memory: readonly MemorySample[];
  /** The program's scripts, each with its source map if it has one. */
  readonly scripts: readonly ScriptRecord[];
  /** Scripts that ran with exact lines. */
  readonly lines: readonly ScriptLines[];
}

/** Whether a path is a capture directory. */
export function isCapture(directory: string): boolean {
  return existsSync(path.join(directory, 'capture.json'));
}

/**
 * Reads a capture directory.
 *
 * @throws MemprofError `NOT_FOUND` or `BAD_FILE`, saying which file and what to do.
 */
export function openCapture(directory: string): OpenCapture {
  const file = path.join(directory, 'capture.json');
  const manifest = (parse(file, readText(file, directory)) ?? {}) as Partial<CaptureManifest>;
  if (manifest.schemaVersion !== CAPTURE_SCHEMA_VERSION) {
    throw new MemprofError(
      'BAD_FILE',
      `${file} has schema version ${String(manifest.schemaVersion)}; this memprof reads ${CAPTURE_SCHEMA_VERSION}. Record it again, or use the memprof that wrote it.`,
    );
  }
  const wrong = wrongFieldOfManifest(manifest);
  if (wrong !== null) throw damaged(file, `"${wrong}" is not as memprof writes it`);
  return {
    directory,
    manifest: manifest as CaptureManifest,
    memory: readMemory(path.join(directory, 'memory.ndjson')),
    scripts: readList<ScriptRecord>(path.join(directory, 'scripts.json'), isScriptList),
    lines: readList<ScriptLines>(path.join(directory, 'lines.json'), isLinesList),
  };
}

/** One directory under {@link CAPTURES_FOLDER}. */
export interface ListedCapture {
  readonly directory: string;
  /** Sum of its files, in bytes. */
  readonly bytes: number;
  /** Null when its manifest cannot be read: a recording that was cut short, or something else. */
  readonly manifest: CaptureManifest | null;
}

/** Whether a capture is being recorded still: its program is there, and memprof has not said how it ended. */
export function isBeingRecorded({ manifest }: ListedCapture): boolean {
  const pid = manifest?.target.pid ?? null;
  if (pid === null || manifest?.notes.some(({ text }) => text === CUT_SHORT.text) !== true) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** All captures under a folder, oldest first; none when the folder is not there. */
export function listCaptures(folder: string): ListedCapture[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => path.join(folder, name))
    .toSorted(byText)
    .map((directory) => ({ directory, bytes: sizeOf(directory), manifest: manifestOf(directory) }));
}

function manifestOf(directory: string): CaptureManifest | null {
  try {
    return openCapture(directory).manifest;
  } catch (error) {
    if (error instanceof MemprofError) return null;
    throw error;
  }
}

function sizeOf(directory: string): number {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { name }) => sum + statSync(path.join(directory, name)).size, 0);
}

function readText(file: string, directory: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new MemprofError(
      'NOT_FOUND',
      `${directory} is not a capture: it has no capture.json. \`memprof list\` shows the captures here.`,
      { cause: error },
    );
  }
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new MemprofError('BAD_FILE', `${file} is not JSON: ${(error as Error).message}.`, { cause: error });
  }
}

/** Lines that are cut off are left out: the file may be from a run that was killed. */
function readMemory(file: string): MemorySample[] {
  if (!existsSync(file)) return [];
  return readCaptureFile(file)
    .split('\n')
    .flatMap((line) => {
      try {
        const sample = JSON.parse(line) as unknown;
        return isMemorySample(sample) ? [sample as MemorySample] : [];
      } catch {
        return [];
      }
    });
}

function readList<T>(file: string, isList: (value: unknown) => boolean): T[] {
  if (!existsSync(file)) return [];
  const list = parse(file, readCaptureFile(file));
  if (!isList(list)) throw damaged(file, 'it is not a list as memprof writes it');
  return list as T[];
}

function damaged(file: string, how: string): MemprofError {
  return new MemprofError('BAD_FILE', `${file} is damaged: ${how}. Record it again.`);
}
