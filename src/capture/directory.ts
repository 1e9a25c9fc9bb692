import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { MemprofError } from '../base/errors.ts';

/** A file that counts only once it is whole. */
export interface PendingFile {
  /** @throws the system's error, for example ENOSPC. */
  write(piece: Uint8Array): void;
  /** Gives the file its name. @returns the name in the capture directory. */
  commit(): string;
  /** Removes what was written; safe to call after an error. */
  discard(): void;
}

/** Where a recording leaves its files. Everything is written under another name first, then renamed. */
export class CaptureDirectory {
  readonly path: string;

  private constructor(directory: string) {
    this.path = directory;
  }

  /**
   * Makes `<parent>/<time>-<script>`.
   *
   * @throws MemprofError `WRITE_FAILED` when that is not possible.
   */
  static create(parent: string, script: string, now: Date): CaptureDirectory {
    const time = now
      .toISOString()
      .replace(/\.\d+Z$/, '')
      .replaceAll(':', '')
      .replace('T', '-');
    const stem = path.basename(script).replace(/[^\w.-]+/g, '_');
    try {
      makeFolders(parent);
      for (let again = 1; ; again++) {
        const directory = path.join(parent, `${time}-${stem}${again === 1 ? '' : `-${again}`}`);
        if (makeNew(directory)) return new CaptureDirectory(directory);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new MemprofError(
        'WRITE_FAILED',
        `Cannot make a capture directory under ${parent}: ${reason}. Choose another place with --directory.`,
        { cause: error },
      );
    }
  }

  /** Removes a directory that nothing was written to. */
  removeEmpty(): void {
    try {
      rmdirSync(this.path);
    } catch {
      // Something was.
    }
  }

  /** Where the file of a name is written before it is whole. */
  partialPath(name: string): string {
    return path.join(this.path, `${name}.partial`);
  }

  /** Gives a file that somebody else wrote to {@link partialPath} its name. @returns the name. */
  adopt(name: string): string {
    renameSync(this.partialPath(name), path.join(this.path, name));
    return name;
  }

  /** Begins a file of that name. @throws the system's error. */
  begin(name: string): PendingFile {
    const partial = this.partialPath(name);
    const file = openSync(partial, 'w');
    let isOpen = true;
    const close = (): void => {
      if (isOpen) closeSync(file);
      isOpen = false;
    };
    return {
      write(piece) {
        for (let at = 0; at < piece.length;) at += writeSync(file, piece, at);
      },
      commit: () => {
        close();
        return this.adopt(name);
      },
      discard() {
        close();
        rmSync(partial, { force: true });
      },
    };
  }

  /** Writes a whole file. @throws the system's error, with nothing half-written left behind. */
  writeText(name: string, text: string): void {
    try {
      writeFileSync(this.partialPath(name), text);
      this.adopt(name);
    } catch (error) {
      rmSync(this.partialPath(name), { force: true });
      throw error;
    }
  }
}

/** Node's own `recursive` never ends where the system says that a folder is missing which is there, as in /proc. */
function makeFolders(folder: string): void {
  if (existsSync(folder)) return;
  const parent = path.dirname(folder);
  if (parent !== folder) makeFolders(parent);
  makeNew(folder);
}

function makeNew(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}
