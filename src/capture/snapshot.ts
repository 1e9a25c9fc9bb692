import { rmSync } from 'node:fs';
import { type CaptureDirectory, type PendingFile, readPieces } from './directory.ts';
import { TargetGone } from './inspector-client.ts';
import type { Target } from './target.ts';

/** Takes a snapshot's text while V8 is still writing it. */
export interface SnapshotSink {
  /** The piece is only valid during the call. */
  write(piece: Uint8Array): void;
  /** All of it has come. */
  end(): void;
  /** It was refused, broke off or could not be kept. */
  abandon(): void;
}

/** What became of a snapshot: its file, or why there is none. */
export interface SnapshotOutcome {
  readonly file: string | null;
  readonly skipped: string | null;
}

/**
 * Takes a snapshot through the inspector, into a file and the sink at once. A file that cannot be written
 * does not keep the sink from getting everything.
 *
 * @throws TargetGone when the target dies over it.
 */
export async function takeSnapshot(
  target: Target,
  directory: CaptureDirectory,
  name: string,
  sink: SnapshotSink,
  onProgress: (done: number) => void,
): Promise<SnapshotOutcome> {
  const writer = new SnapshotWriter(directory, name);
  try {
    await target.snapshot((piece) => {
      writer.write(piece);
      sink.write(piece);
    }, onProgress);
    sink.end();
    const file = writer.commit();
    return { file, skipped: writer.failure };
  } catch (error) {
    writer.discard();
    return abandoned(sink, error);
  }
}

/** Takes a snapshot by the native backend, which writes the file itself; then the sink reads it. */
export async function takeNativeSnapshot(
  target: Target,
  directory: CaptureDirectory,
  name: string,
  sink: SnapshotSink,
): Promise<SnapshotOutcome> {
  const partial = directory.partialPath(name);
  try {
    await target.nativeSnapshot(partial);
    readPieces(partial, (piece) => sink.write(piece));
    sink.end();
    return { file: directory.adopt(name), skipped: null };
  } catch (error) {
    rmSync(partial, { force: true });
    return abandoned(sink, error);
  }
}

function abandoned(sink: SnapshotSink, error: unknown): SnapshotOutcome {
  sink.abandon();
  if (error instanceof TargetGone) throw error;
  return { file: null, skipped: messageOf(error) };
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
