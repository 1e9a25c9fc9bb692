import { rmSync } from 'node:fs';
import type { CaptureDirectory, PendingFile } from './directory.ts';
import { followFile } from './follow-file.ts';
import { TargetGone } from './inspector-client.ts';
import type { Target } from './target.ts';

/** Takes a snapshot's text while V8 is still writing it. */
export interface SnapshotSink {
  /** The piece is only valid during the call. */
  write(piece: Uint8Array): void;
  /** All of it has come: time for the analysis, with the program already going on. */
  end(): void;
  /** It was refused, broke off or could not be kept. */
  abandon(): void;
}

/** How long a program that runs may take to come to a snapshot; one that stands still begins at once. */
const PATIENCE_MS = 3000;

/** What became of a snapshot: its file, or why there is none. */
export interface SnapshotOutcome {
  readonly file: string | null;
  readonly skipped: string | null;
  /** Gives the sink what it has not read yet and ends it: the program need not wait. Null when there is no snapshot. */
  readonly finish: (() => void) | null;
}

/**
 * Who writes a snapshot's file: the target, or the inspector should it fail; a native package in the target, with no
 * other way; or the inspector alone, where the target may have other files than we have.
 */
export type SnapshotWay = 'target' | 'native' | 'inspector';

/** What a snapshot is taken with. */
export interface SnapshotRequest {
  readonly target: Target;
  readonly directory: CaptureDirectory;
  /** Name of the file in the directory. */
  readonly name: string;
  /** Called for a sink, again when a first try broke off. */
  readonly beginSink: () => SnapshotSink;
  /** Told how far a snapshot through the inspector is, 0 … 1, or how many bytes of a file have come. */
  readonly onProgress: (progress: SnapshotProgress) => void;
  readonly by: SnapshotWay;
  /** Called when the target has been asked: V8 takes its time before the first piece comes. */
  readonly whileWaiting: () => void;
}

/** How far a snapshot is: a share where V8 tells one, else what has been written. */
export type SnapshotProgress = { readonly share: number } | { readonly bytes: number };

/**
 * Takes a snapshot into a file and a sink at once: the target writes the file and the sink reads along. A target
 * that cannot write (a full disk, a sandbox, a folder that is gone) is asked through the inspector, which takes twice
 * as long but needs no file; the sink gets everything even then.
 *
 * @throws TargetGone when the target dies over it.
 */
export async function takeSnapshot(request: SnapshotRequest): Promise<SnapshotOutcome> {
  const { target, directory, name, onProgress, by } = request;
  if (by === 'inspector') return takeByInspector(request);
  const partial = directory.partialPath(name);
  const sink = request.beginSink();
  let bytes = 0;
  try {
    const written = target.writeSnapshot(partial);
    // It is awaited below; until then a failure must not count as unheard.
    written.catch(() => undefined);
    request.whileWaiting();
    const handOnRest = await followFile(partial, written, (piece) => {
      sink.write(piece);
      onProgress({ bytes: (bytes += piece.length) });
    });
    const file = directory.adopt(name);
    const finish = (): void => {
      handOnRest();
      sink.end();
    };
    return { file, skipped: null, finish };
  } catch (error) {
    rmSync(partial, { force: true });
    sink.abandon();
    if (error instanceof TargetGone) throw error;
    if (by === 'native') return { file: null, skipped: messageOf(error), finish: null };
    return takeByInspector(request);
  }
}

async function takeByInspector(request: SnapshotRequest): Promise<SnapshotOutcome> {
  const { target, directory, name, onProgress } = request;
  const sink = request.beginSink();
  const writer = new SnapshotWriter(directory, name);
  try {
    const onPiece = (piece: Uint8Array): void => {
      writer.write(piece);
      sink.write(piece);
    };
    await target.snapshot(onPiece, (share) => onProgress({ share }), PATIENCE_MS);
    const file = writer.commit();
    return { file, skipped: writer.failure, finish: () => sink.end() };
  } catch (error) {
    writer.discard();
    sink.abandon();
    if (error instanceof TargetGone) throw error;
    return { file: null, skipped: messageOf(error), finish: null };
  }
}

/** Keeps a snapshot on disk; after a first failure it only remembers it. */
class SnapshotWriter {
  readonly #name: string;
  #file: PendingFile | null = null;
  failure: string | null = null;

  constructor(directory: CaptureDirectory, name: string) {
    this.#name = name;
    this.#attempt(() => {
      this.#file = directory.begin(name);
    });
  }

  write(piece: Uint8Array): void {
    this.#attempt(() => this.#file?.write(piece));
  }

  commit(): string | null {
    let name: string | null = null;
    this.#attempt(() => {
      name = this.#file?.commit() ?? null;
    });
    return name;
  }

  discard(): void {
    this.#file?.discard();
    this.#file = null;
  }

  #attempt(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.discard();
      this.failure = `${this.#name} could not be written: ${messageOf(error)}`;
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
}
