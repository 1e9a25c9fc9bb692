import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MemprofError } from '../base/errors.ts';

/**
 * Makes a folder of its own among the system's temporary ones.
 *
 * @param prefix - What its name begins with.
 * @param what - What needs it, to begin a sentence with.
 * @throws MemprofError `WRITE_FAILED`.
 */
export function makeTemporaryFolder(prefix: string, what: string): string {
  try {
    return mkdtempSync(path.join(tmpdir(), prefix));
  } catch (cause) {
    const text = `${what} need a temporary folder, and none could be made in ${tmpdir()}. TMPDIR may name another.`;
    throw new MemprofError('WRITE_FAILED', text, { cause });
  }
}
