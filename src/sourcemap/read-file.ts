import { readFileSync, statSync } from 'node:fs';

/** Reads a text file; throws when it cannot, or when it is larger than `maxBytes`. */
export type ReadFile = (path: string, maxBytes: number) => string;

/** A file is larger than its reader is willing to take. */
export class FileTooLargeError extends Error {
  override readonly name = 'FileTooLargeError';
}

/**
 * `ReadFile` on the real file system. Regular files only: a source map URL is the program's text, and one
 * that names a pipe or a device would make memprof wait for ever.
 */
export const readTextFile: ReadFile = (path, maxBytes) => {
  const stat = statSync(path);
  if (!stat.isFile()) throw new Error(`${path} is not a file`);
  if (stat.size > maxBytes) throw new FileTooLargeError(`${path} has ${stat.size} bytes`);
  return readFileSync(path, 'utf8');
};
